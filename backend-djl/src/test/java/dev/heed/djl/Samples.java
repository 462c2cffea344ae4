package dev.heed.djl;

import dev.heed.encoder.Embeddings;
import dev.heed.encoder.EncoderInputs;
import dev.heed.encoder.EncoderSpec;
import dev.heed.encoder.Positions;
import dev.heed.encoder.TransformerSpec;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Seeded specs, weights and inputs. */
final class Samples {
    private final SplittableRandom random;

    Samples(long seed) {
        this.random = new SplittableRandom(seed);
    }

    static TransformerSpec bert(int layers, int width) {
        return TransformerSpec.builder(layers, width, 4, 4 * width)
                .positions(new Positions.Learned(128, 0))
                .embeddings(new Embeddings(100, 2, true, 1))
                .build();
    }

    Map<String, Tensor> weights(EncoderSpec spec) {
        Map<String, Tensor> weights = new HashMap<>();
        spec.weightShapes().forEach((name, shape) -> weights.put(name, normal(shape.toArray())));
        return weights;
    }

    Tensor normal(int... dims) {
        Shape shape = Shape.of(dims);
        float[] values = new float[(int) shape.size()];
        double deviation = 1 / Math.sqrt(dims[dims.length - 1]);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
        return Tensor.of(shape, values);
    }

    /** Ids below 100. */
    EncoderInputs sequences(int... lengths) {
        int longest = Arrays.stream(lengths).max().orElse(0);
        int[] ids = new int[lengths.length * longest];
        Arrays.setAll(ids, i -> random.nextInt(100));
        return EncoderInputs.of(Tensor.of(Shape.of(lengths.length, longest), ids))
                .withLengths(lengths);
    }

    int[] lengths(int count, int most) {
        return random.ints(count, 0, most + 1).toArray();
    }
}
