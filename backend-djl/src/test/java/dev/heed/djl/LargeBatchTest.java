package dev.heed.djl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.EncoderInputs;
import dev.heed.encoder.EncoderOutput;
import dev.heed.encoder.TransformerSpec;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Batches large enough to be cut into parts that run apart. */
class LargeBatchTest {
    private final Samples samples = new Samples(4);

    @Test
    void enc03_enc04_largeBatch_equalsEachSequenceAlone() {
        TransformerSpec spec = Samples.bert(3, 64);
        int[] lengths = samples.lengths(40, 60);
        EncoderInputs inputs = samples.sequences(lengths).withHiddenStates().withAttentionWeights();
        int longest = inputs.input().shape().dim(1);
        int[] ids = new int[40 * longest];
        inputs.input().ints().get(ids);
        try (Backend backend =
                        new DjlBackendProvider().open(BackendOptions.defaults().withThreads(2));
                Encoder encoder = backend.encoder(spec, samples.weights(spec))) {
            EncoderOutput together = encoder.encode(inputs);
            for (int b = 0; b < lengths.length; b++) {
                int[] own = Arrays.copyOfRange(ids, b * longest, b * longest + lengths[b]);
                EncoderOutput alone = encoder.encode(EncoderInputs.of(Tensor.of(Shape.of(1, lengths[b]), own))
                        .withHiddenStates()
                        .withAttentionWeights());
                compareStates(together.states(), alone.states(), b);
                for (int n = 0; n <= spec.layers(); n++) {
                    compareStates(
                            together.hiddenStates().get(n), alone.hiddenStates().get(n), b);
                }
                for (int n = 0; n < spec.layers(); n++) {
                    compareWeights(
                            together.attentionWeights().get(n),
                            alone.attentionWeights().get(n),
                            b);
                }
            }
        }
    }

    private static void compareStates(Tensor batch, Tensor alone, int b) {
        int width = batch.shape().dim(2);
        float[] all = batch.toFloatArray();
        float[] expected = new float[batch.shape().dim(1) * width];
        float[] own = alone.toFloatArray();
        System.arraycopy(own, 0, expected, 0, own.length);
        assertClose(Arrays.copyOfRange(all, b * expected.length, (b + 1) * expected.length), expected);
    }

    private static void compareWeights(Tensor batch, Tensor alone, int b) {
        int heads = batch.shape().dim(1);
        int longest = batch.shape().dim(2);
        int length = alone.shape().dim(2);
        float[] own = alone.toFloatArray();
        float[] expected = new float[heads * longest * longest];
        for (int h = 0; h < heads; h++) {
            for (int t = 0; t < length; t++) {
                System.arraycopy(own, (h * length + t) * length, expected, (h * longest + t) * longest, length);
            }
        }
        float[] all = batch.toFloatArray();
        assertClose(Arrays.copyOfRange(all, b * expected.length, (b + 1) * expected.length), expected);
    }

    private static void assertClose(float[] actual, float[] expected) {
        assertThat(actual).usingComparatorWithPrecision(1e-4f).containsExactly(expected);
    }
}
