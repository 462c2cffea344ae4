package dev.heed.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.attention.Mask;
import dev.heed.attention.Score;
import dev.heed.encoder.Embeddings;
import dev.heed.encoder.Norm;
import dev.heed.encoder.NormPlacement;
import dev.heed.encoder.TransformerSpec;
import dev.heed.encoder.TransformerSpecBuilder;
import dev.heed.tensor.Shape;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class DecoderSpecTest {
    private static TransformerSpecBuilder body() {
        return TransformerSpec.builder(2, 12, 4, 20)
                .keyValueHeads(2)
                .placement(NormPlacement.PRE)
                .embeddings(new Embeddings(30, 0, false, 1));
    }

    @Test
    void enc5_weightsOfADecoder_haveCanonicalNames() {
        DecoderSpec spec = DecoderSpec.builder(body().build())
                .memoryWidth(7)
                .queryKeyNorm(Norm.rmsNorm(1e-6))
                .outputNorms(true)
                .head(new OutputHead(false, true, 1, OptionalDouble.of(30)))
                .build();
        assertThat(spec.weightShapes())
                .containsEntry("layer.1.attention.query.norm.weight", Shape.of(3))
                .containsEntry("layer.1.attention.outputNorm.bias", Shape.of(12))
                .containsEntry("layer.0.memory.query.weight", Shape.of(12, 12))
                .containsEntry("layer.0.memory.key.weight", Shape.of(6, 7))
                .containsEntry("layer.0.memory.output.weight", Shape.of(12, 12))
                .containsEntry("layer.0.memory.norm.weight", Shape.of(12))
                .containsEntry("head.weight", Shape.of(30, 12))
                .containsEntry("head.bias", Shape.of(30))
                .hasSize(1 + 2 * (16 + 2 + 4 + 10) + 2);
    }

    @Test
    void enc5_aTiedHead_hasNoWeightOfItsOwn() {
        DecoderSpec spec = DecoderSpec.builder(body().build()).build();
        assertThat(spec.weightShapes()).isEqualTo(spec.body().weightShapes());
    }

    @Test
    void dec8_aToken_takesKeysAndValuesOfAllLayers() {
        assertThat(DecoderSpec.builder(body().build()).build().cachedNumbers()).isEqualTo(2 * 2 * 2 * 3);
    }

    @Test
    void tenThree_partsThatDoNotFit_areNamed() {
        refused(body().mask(Mask.causal()), "body: expected no mask (a decoder is causal; say windows");
        refused(body().score(new Score.Cosine()), "body: expected a scaled-dot or dot score");
        refused(body().embeddings(new Embeddings(30, 2, false, 1)), "body: expected embeddings without segments");
        refused(TransformerSpec.builder(1, 4, 1, 4), "body: expected token embeddings (a decoder reads ids), got none");
        assertThatThrownBy(() ->
                        DecoderSpec.builder(body().build()).windows(List.of(1)).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("windows: expected 2 (one for each layer), got 1");
        assertThatThrownBy(() -> DecoderSpec.builder(body().build())
                        .windows(List.of(1, -1))
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("windows[1]: expected 0 or more keys, or UNBOUNDED, got -1");
        assertThatThrownBy(() -> DecoderSpec.builder(
                                body().placement(NormPlacement.POST).build())
                        .outputNorms(true)
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("outputNorms: expected a pre-norm body");
    }

    private static void refused(TransformerSpecBuilder body, String message) {
        assertThatThrownBy(() -> DecoderSpec.builder(body.build()).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }
}
