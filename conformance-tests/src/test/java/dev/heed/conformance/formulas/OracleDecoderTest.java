package dev.heed.conformance.formulas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.attention.Bias;
import dev.heed.attention.Mask;
import dev.heed.attention.Rope;
import dev.heed.attention.Score;
import dev.heed.conformance.oracle.OracleDecoder;
import dev.heed.decoder.DecoderSpec;
import dev.heed.decoder.OutputHead;
import dev.heed.encoder.Activation;
import dev.heed.encoder.Biases;
import dev.heed.encoder.Embeddings;
import dev.heed.encoder.Norm;
import dev.heed.encoder.NormPlacement;
import dev.heed.encoder.Positions;
import dev.heed.encoder.TransformerSpec;
import dev.heed.encoder.TransformerSpecBuilder;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** The oracle's decoder against formulas that know nothing of specs: the same logits to 12 digits. */
class OracleDecoderTest {
    private static final int TOKENS = 14;

    private static TransformerSpecBuilder preNorm(int heads, int feedForwardWidth, Embeddings embeddings) {
        return TransformerSpec.builder(2, 12, heads, feedForwardWidth)
                .placement(NormPlacement.PRE)
                .finalNorm(true)
                .biases(Biases.NONE)
                .embeddings(embeddings);
    }

    private static Embeddings embeddings(double scale) {
        return new Embeddings(11, 0, false, scale);
    }

    @Test
    void pre03_llama_asWrittenFromItsFormulas_hasTheOraclesLogits() {
        DecoderSpec spec = DecoderSpec.builder(preNorm(4, 20, embeddings(1))
                        .headWidth(4)
                        .keyValueHeads(2)
                        .activation(Activation.SWIGLU)
                        .norm(Norm.rmsNorm(1e-5))
                        .positions(new Positions.Rotary(new Rope(Rope.Pairing.HALF, 500, 4)))
                        .build())
                .head(OutputHead.OWN)
                .build();
        RandomWeights weights = Llama.weights(1);
        int[] tokens = weights.tokens(TOKENS, Llama.VOCABULARY);
        requireSame(spec, weights, tokens, new double[0][], Llama.logits(weights, tokens));
    }

    @Test
    void pre03_gpt2_asWrittenFromItsFormulas_hasTheOraclesLogits() {
        DecoderSpec spec = DecoderSpec.builder(preNorm(3, 48, embeddings(1))
                        .activation(Activation.GELU_TANH)
                        .norm(Norm.layerNorm(1e-5))
                        .biases(Biases.ALL)
                        .positions(new Positions.Learned(16, 0))
                        .build())
                .build();
        RandomWeights weights = Gpt2.weights(2);
        int[] tokens = weights.tokens(TOKENS, Gpt2.VOCABULARY);
        requireSame(spec, weights, tokens, new double[0][], Gpt2.logits(weights, tokens));
    }

    @Test
    void pre03_t5_asWrittenFromItsFormulas_hasTheOraclesLogits() {
        DecoderSpec spec = DecoderSpec.builder(preNorm(3, 20, embeddings(1))
                        .headWidth(5)
                        .activation(Activation.RELU)
                        .norm(Norm.rmsNorm(1e-6))
                        .score(new Score.Dot())
                        .positions(new Positions.Biased(new Bias.RelativeBuckets(8, 20, false)))
                        .build())
                .memoryWidth(12)
                .head(new OutputHead(true, false, 1 / Math.sqrt(12), OptionalDouble.empty()))
                .build();
        RandomWeights weights = T5.weights(3);
        int[] tokens = weights.tokens(TOKENS, T5.VOCABULARY);
        Matrix encoded = weights.rows("layer.0.feedForward.up.weight", 0, 1, 2, 3, 4, 5, 6);
        requireSame(spec, weights, tokens, encoded.values(), T5.logits(weights, tokens, encoded));
    }

    @Test
    void pre03_gemma2_asWrittenFromItsFormulas_hasTheOraclesLogits() {
        DecoderSpec spec = DecoderSpec.builder(preNorm(2, 20, embeddings(Math.sqrt(12)))
                        .headWidth(6)
                        .keyValueHeads(1)
                        .activation(Activation.GEGLU_TANH)
                        .norm(Norm.rmsNorm(1e-6))
                        .scale(1 / 3.0)
                        .softCap(2)
                        .positions(new Positions.Rotary(new Rope(Rope.Pairing.HALF, 10_000, 6)))
                        .build())
                .windows(List.of(2, Mask.UNBOUNDED))
                .outputNorms(true)
                .head(new OutputHead(true, false, 1, OptionalDouble.of(3)))
                .build();
        RandomWeights weights = Gemma2.weights(4);
        int[] tokens = weights.tokens(TOKENS, Gemma2.VOCABULARY);
        requireSame(spec, weights, tokens, new double[0][], Gemma2.logits(weights, tokens));
    }

    private static void requireSame(
            DecoderSpec spec, RandomWeights weights, int[] tokens, double[][] memory, Matrix expected) {
        assertThat(weights.tensors().keySet()).isEqualTo(spec.weightShapes().keySet());
        double[][] actual = new OracleDecoder(spec, weights.tensors()).logits(tokens, memory);
        assertThat(actual).hasNumberOfRows(expected.rows());
        double largest = 0;
        double error = 0;
        for (int t = 0; t < actual.length; t++) {
            assertThat(actual[t]).hasSize(expected.columns());
            for (int v = 0; v < actual[t].length; v++) {
                largest = Math.max(largest, Math.abs(expected.at(t, v)));
                error = Math.max(error, Math.abs(actual[t][v] - expected.at(t, v)));
            }
        }
        assertThat(largest).isBetween(0.5, 100.0);
        assertThat(error).isLessThanOrEqualTo(1e-12);
    }
}
