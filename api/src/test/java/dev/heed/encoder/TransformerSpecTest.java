package dev.heed.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.attention.Bias;
import dev.heed.attention.Mask;
import dev.heed.attention.Score;
import dev.heed.tensor.Shape;
import org.junit.jupiter.api.Test;

class TransformerSpecTest {
    @Test
    void enc5_bertsWeights_haveCanonicalNames() {
        TransformerSpec bert = TransformerSpec.builder(12, 768, 12, 3072)
                .embeddings(new Embeddings(30_522, 2, true, 1))
                .positions(new Positions.Learned(512, 0))
                .build();
        assertThat(bert.weightShapes())
                .hasSize(5 + 12 * 16)
                .containsEntry("embedding.token.weight", Shape.of(30_522, 768))
                .containsEntry("embedding.position.weight", Shape.of(512, 768))
                .containsEntry("layer.3.attention.query.weight", Shape.of(768, 768))
                .containsEntry("layer.11.feedForward.down.weight", Shape.of(768, 3072));
    }

    @Test
    void enc5_aGatedGroupedEncoder_hasItsOwnWeights() {
        TransformerSpec spec = TransformerSpec.builder(1, 64, 8, 100)
                .keyValueHeads(2)
                .activation(Activation.SWIGLU)
                .norm(Norm.rmsNorm(1e-5))
                .biases(Biases.NONE)
                .placement(NormPlacement.PRE)
                .finalNorm(true)
                .score(new Score.Bilinear())
                .positions(new Positions.Biased(new Bias.RelativeBuckets(32, 128, true)))
                .build();
        assertThat(spec.weightShapes())
                .containsOnlyKeys(
                        "attention.bias.weight",
                        "layer.0.attention.query.weight",
                        "layer.0.attention.key.weight",
                        "layer.0.attention.value.weight",
                        "layer.0.attention.score.weight",
                        "layer.0.attention.output.weight",
                        "layer.0.attention.norm.weight",
                        "layer.0.feedForward.gate.weight",
                        "layer.0.feedForward.up.weight",
                        "layer.0.feedForward.down.weight",
                        "layer.0.feedForward.norm.weight",
                        "final.norm.weight")
                .containsEntry("layer.0.attention.key.weight", Shape.of(16, 64));
    }

    @Test
    void masksWithTheDataOfACall_areRefused() {
        assertThatThrownBy(() -> TransformerSpec.builder(1, 8, 2, 8)
                        .mask(Mask.all(Mask.causal(), Mask.keyLengths(3)))
                        .build())
                .hasMessage(
                        "mask: expected none, causal, window, global and local, or several of these (the data of one"
                                + " call cannot be part of an encoder), got KeyLengths");
    }

    @Test
    void widthBelowTheHeads_isRefused() {
        assertThatThrownBy(() -> TransformerSpec.builder(1, 2, 3, 8).build())
                .hasMessage("headWidth: expected 1 or more, got 0");
    }
}
