package dev.heed.nd4j;

import dev.heed.encoder.EncoderSpec;
import dev.heed.encoder.TransformerSpec;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** Specs, weights and data for tests, drawn from seeds. */
final class SmallEncoder {
    static final TransformerSpec SPEC = TransformerSpec.builder(2, 32, 4, 64).build();

    private SmallEncoder() {}

    static Map<String, Tensor> weights(EncoderSpec spec, long seed) {
        Random random = new Random(seed);
        Map<String, Tensor> weights = new HashMap<>();
        spec.weightShapes().forEach((name, shape) -> weights.put(name, random(shape, random)));
        return weights;
    }

    static Tensor random(Shape shape, Random random) {
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return Tensor.of(shape, values);
    }
}
