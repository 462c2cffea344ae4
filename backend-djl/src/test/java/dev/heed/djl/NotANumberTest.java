package dev.heed.djl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.attention.Mask;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.EncoderInputs;
import dev.heed.encoder.NormPlacement;
import dev.heed.encoder.TransformerSpec;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The fused kernel makes zeros of scores that are NaN; an encoder must not. */
class NotANumberTest {
    private static final int LENGTH = 80;
    private final Samples samples = new Samples(6);

    private float[] encode(TransformerSpec spec, Map<String, Tensor> weights, Tensor features) {
        try (Backend backend =
                        new DjlBackendProvider().open(BackendOptions.defaults().withThreads(2));
                Encoder encoder = backend.encoder(spec, weights)) {
            return encoder.encode(EncoderInputs.of(features)).states().toFloatArray();
        }
    }

    @ParameterizedTest
    @CsvSource({"query.weight", "key.bias", "value.weight", "norm.weight", "output.bias"})
    void aWeightThatIsNaN_isSeenInEveryToken(String name) {
        TransformerSpec spec = TransformerSpec.builder(2, 16, 2, 32)
                .placement(NormPlacement.PRE)
                .build();
        Map<String, Tensor> weights = samples.weights(spec);
        weights.computeIfPresent("layer.0.attention." + name, (key, tensor) -> withNaN(tensor, 0));
        assertThat(encode(spec, weights, samples.normal(1, LENGTH, 16))).containsOnly(Float.NaN);
    }

    @ParameterizedTest
    @CsvSource({"PRE", "POST"})
    void att06_featureThatIsNaN_isSeenByLaterTokensOnly(NormPlacement placement) {
        TransformerSpec spec = TransformerSpec.builder(2, 16, 2, 32)
                .placement(placement)
                .mask(Mask.causal())
                .build();
        Tensor features = withNaN(samples.normal(1, LENGTH, 16), 70 * 16 + 3);
        float[] states = encode(spec, samples.weights(spec), features);
        for (int i = 0; i < states.length; i++) {
            assertThat(Float.isNaN(states[i])).as("token %d", i / 16).isEqualTo(i / 16 >= 70);
        }
    }

    private static Tensor withNaN(Tensor tensor, int index) {
        float[] values = tensor.toFloatArray();
        values[index] = Float.NaN;
        return Tensor.of(Shape.of(tensor.shape().toArray()), values);
    }
}
