package dev.heed.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.tensor.Shape;
import org.junit.jupiter.api.Test;

class AttentionSpecTest {
    @Test
    void att11_headsThatDoNotDivide_areRefused() {
        assertThatThrownBy(() -> AttentionSpec.builder(6, 8).keyValueHeads(4).build())
                .hasMessage("heads: expected a multiple of keyValueHeads (4), got 6 (rule ATT-11)");
    }

    @Test
    void numbersOutOfRange_areRefused() {
        assertThatThrownBy(() -> AttentionSpec.builder(0, 8).build()).hasMessage("heads: expected 1 or more, got 0");
        assertThatThrownBy(() -> AttentionSpec.builder(1, 8).softCap(0).build())
                .hasMessage("softCap: expected a positive number that FLOAT32 holds, got 0.0");
        assertThatThrownBy(() -> AttentionSpec.builder(1, 8).scale(Double.NaN).build())
                .hasMessage("scale: expected a number that FLOAT32 holds, got NaN");
        assertThatThrownBy(() -> AttentionSpec.builder(1, 8).scale(1e39).build())
                .hasMessage("scale: expected a number that FLOAT32 holds, got 1.0E39");
        assertThatThrownBy(() -> AttentionSpec.builder(1, 8).softCap(1e-300).build())
                .hasMessage("softCap: expected a positive number that FLOAT32 holds, got 1.0E-300");
        assertThatThrownBy(() -> AttentionSpec.builder(1, 8)
                        .rope(new Rope(Rope.Pairing.HALF, 10_000, 10))
                        .build())
                .hasMessage("rope.rotaryWidth: expected at most headWidth (8), got 10");
        assertThatThrownBy(() -> AttentionSpec.builder(2, 8).bias(Bias.alibi(3)).build())
                .hasMessage("biases: expected 2 ALiBi slopes (one for each head), got 3");
        assertThatThrownBy(() -> Mask.window(-1, 0)).hasMessage("left: expected 0 or more keys, or UNBOUNDED, got -1");
    }

    @Test
    void learnedParameters_haveNamesAndShapes() {
        AttentionSpec spec = AttentionSpec.builder(2, 8)
                .score(new Score.Additive(5))
                .bias(Bias.alibi(2))
                .bias(new Bias.RelativeBuckets(32, 128, true))
                .build();
        assertThat(spec.weightShapes())
                .containsEntry("score.query.weight", Shape.of(2, 5, 8))
                .containsEntry("score.vector", Shape.of(2, 5))
                .containsEntry("bias.1.weight", Shape.of(32, 2))
                .hasSize(5);
    }

    @Test
    void att2_defaultScales() {
        assertThat(AttentionSpec.builder(1, 64).build().effectiveScale()).isEqualTo(0.125);
        assertThat(AttentionSpec.builder(1, 64).score(new Score.Dot()).build().effectiveScale())
                .isEqualTo(1);
        assertThat(AttentionSpec.builder(1, 64).scale(3).build().effectiveScale())
                .isEqualTo(3);
    }

    @Test
    void att12_alibiSlopes_areThePapers() {
        Bias.Alibi eight = (Bias.Alibi) Bias.alibi(8);
        assertThat(eight.slopes()).startsWith(0.5, 0.25, 0.125).endsWith(1 / 256.0);
        Bias.Alibi twelve = (Bias.Alibi) Bias.alibi(12);
        assertThat(twelve.slopes()).hasSize(12).startsWith(0.5);
        assertThat(twelve.slopes().get(8)).isEqualTo(Math.pow(2, -0.5));
    }

    @Test
    void att12_buckets_areT5s() {
        Bias.RelativeBuckets both = new Bias.RelativeBuckets(32, 128, true);
        assertThat(both.bucket(0)).isZero();
        assertThat(both.bucket(-7)).isEqualTo(7);
        assertThat(both.bucket(1)).isEqualTo(17);
        assertThat(both.bucket(-16)).isEqualTo(10);
        assertThat(both.bucket(1000)).isEqualTo(31);
        assertThat(both.bucket(Integer.MIN_VALUE + 1)).isEqualTo(15);
        Bias.RelativeBuckets past = new Bias.RelativeBuckets(32, 128, false);
        assertThat(past.bucket(5)).as("the future shares bucket 0").isZero();
        assertThat(past.bucket(-15)).isEqualTo(15);
        assertThat(past.bucket(-1000)).isEqualTo(31);
    }
}
