package dev.heed.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.Backend;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.EncoderInputs;
import dev.heed.encoder.EncoderOutput;
import dev.heed.encoder.TransformerSpec;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TornadoEncoderTest {
    private static final int ENTRIES = 80;
    private static final int LONGEST = 40;

    @ParameterizedTest
    @EnumSource
    void att14_manyShortSequencesBesideALongOne_haveTheirWeights(KernelChoice choice) {
        TransformerSpec spec = TransformerSpec.builder(1, 8, 4, 8).build();
        Map<String, Tensor> zeros = spec.weightShapes().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, each -> Tensor.zeros(DType.FLOAT32, each.getValue())));
        int[] lengths = new int[ENTRIES];
        Arrays.fill(lengths, 1);
        lengths[ENTRIES - 1] = LONGEST;
        EncoderInputs inputs = EncoderInputs.of(Tensor.zeros(DType.FLOAT32, Shape.of(ENTRIES, LONGEST, 8)))
                .withLengths(lengths)
                .withAttentionWeights();
        try (Backend backend = TestedBackend.open(choice);
                Encoder encoder = backend.encoder(spec, zeros)) {
            EncoderOutput output = encoder.encode(inputs);
            float[] weights = output.attentionWeights().get(0).toFloatArray();
            // All scores are 0: a sequence's tokens see one another alike.
            int lastRow = weights.length - LONGEST;
            assertThat(weights[0]).isEqualTo(1);
            assertThat(weights[1]).isEqualTo(0);
            assertThat(Arrays.copyOfRange(weights, lastRow, weights.length)).containsOnly(1f / LONGEST);
        }
    }
}
