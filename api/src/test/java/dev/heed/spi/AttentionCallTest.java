package dev.heed.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.attention.Alignment;
import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Mask;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import org.junit.jupiter.api.Test;

class AttentionCallTest {
    private static final AttentionSpec SPEC =
            AttentionSpec.builder(4, 8).keyValueHeads(2).build();

    private static AttentionInputs inputs(int batch, int queries, int keys) {
        return AttentionInputs.of(zeros(batch, 4, queries, 8), zeros(batch, 2, keys, 8), zeros(batch, 2, keys, 8));
    }

    private static Tensor zeros(int... dims) {
        return Tensor.zeros(DType.FLOAT32, Shape.of(dims));
    }

    private static VisibleKeys visible(Mask mask, int queries, int keys) {
        return AttentionCall.check(SPEC, inputs(1, queries, keys).withMask(mask))
                .visible();
    }

    @Test
    void ten3_wrongShape_namesTheArgument() {
        AttentionInputs wrong = AttentionInputs.of(zeros(2, 4, 3, 8), zeros(2, 3, 10, 8), zeros(2, 2, 10, 8));
        assertThatThrownBy(() -> AttentionCall.check(SPEC, wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("key: expected [2, 2, *, 8] (batch, keyValueHeads, keys, headWidth), got [2, 3, 10, 8]");
        AttentionInputs integers = AttentionInputs.of(
                Tensor.zeros(DType.INT32, Shape.of(1, 4, 3, 8)), zeros(1, 2, 3, 8), zeros(1, 2, 3, 8));
        assertThatThrownBy(() -> AttentionCall.check(SPEC, integers))
                .hasMessage(
                        "query: expected FLOAT32 for precision FLOAT32, got INT32; Tensor.to(DType.FLOAT32) converts"
                                + " it");
    }

    @Test
    void att7_ranges_areAlignedBottomRight_orTopLeftByName() {
        VisibleKeys bottomRight = visible(Mask.causal(), 2, 5);
        assertThat(bottomRight.to(0, 0)).isEqualTo(4);
        assertThat(bottomRight.to(0, 1)).isEqualTo(5);
        VisibleKeys topLeft = visible(new Mask.Causal(Alignment.TOP_LEFT), 2, 5);
        assertThat(topLeft.to(0, 0)).isEqualTo(1);
        assertThat(visible(Mask.causal(), 5, 2).to(0, 0))
                .as("no key for the first query")
                .isZero();
    }

    @Test
    void att8_window_isInclusive_andDoesNotOverflow() {
        VisibleKeys visible = visible(Mask.window(2, 1), 9, 9);
        assertThat(visible.from(0, 5)).isEqualTo(3);
        assertThat(visible.to(0, 5)).isEqualTo(7);
        VisibleKeys wide = visible(Mask.window(Integer.MAX_VALUE - 1, Integer.MAX_VALUE - 1), 9, 9);
        assertThat(wide.from(0, 8)).isZero();
        assertThat(wide.to(0, 8)).isEqualTo(9);
    }

    @Test
    void whatTheMasksAmountTo_isRecognised() {
        assertThat(visible(Mask.all(Mask.none(), Mask.all()), 3, 3).everything())
                .isTrue();
        assertThat(visible(Mask.keyLengths(3), 3, 3).everything()).isTrue();
        assertThat(visible(Mask.keyLengths(2), 3, 3).lengthsOnly()).isTrue();
        assertThat(visible(Mask.causal(), 3, 3).causalOnly()).isTrue();
        assertThat(visible(Mask.all(Mask.causal(), Mask.keyLengths(2)), 3, 3).causalOnly())
                .isFalse();
        assertThat(visible(new Mask.BlockSparse(3, Tensor.of(Shape.of(1, 1, 1), true)), 3, 3)
                        .patterned())
                .isTrue();
    }

    @Test
    void att10_maskTensors_broadcast() {
        Mask mask = Mask.allowed(Tensor.zeros(DType.BOOL, Shape.of(4, 1, 5)));
        Broadcast broadcast = visible(mask, 3, 5).allowed().get(0);
        assertThat(broadcast.index(0, 2, 1, 3)).isEqualTo(13);
        assertThat(broadcast.queryStride()).isZero();
        assertThatThrownBy(() -> visible(Mask.allowed(Tensor.zeros(DType.BOOL, Shape.of(2, 5))), 3, 5))
                .hasMessage("mask.allowed: expected a shape that broadcasts to [1, 4, 3, 5] ([batch, heads, queries,"
                        + " keys]), got [2, 5]");
    }
}
