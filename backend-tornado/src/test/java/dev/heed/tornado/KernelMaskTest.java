package dev.heed.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.attention.Mask;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KernelMaskTest {
    private static final Tensor BLOCKS = Tensor.zeros(DType.BOOL, Shape.of(1, 1, 1));
    private static final Mask.GlobalLocal PATTERN = new Mask.GlobalLocal(1, 1, List.of(0));

    @Test
    void att10_masksTogether_areAsNarrowAsTheNarrowestOnEachSide() {
        assertThat(KernelMask.of(Mask.none())).isEqualTo(new KernelMask(Patterns.NONE, Mask.UNBOUNDED, Mask.UNBOUNDED));
        assertThat(KernelMask.of(Mask.causal())).isEqualTo(new KernelMask(Patterns.NONE, Mask.UNBOUNDED, 0));
        assertThat(KernelMask.of(Mask.all(Mask.window(5, 3), Mask.all(Mask.window(2, Mask.UNBOUNDED), Mask.none()))))
                .isEqualTo(new KernelMask(Patterns.NONE, 2, 3));
    }

    @Test
    void whatComesWithACall_boundsNoSide() {
        Tensor addends = Tensor.zeros(DType.FLOAT32, Shape.of(1, 1));
        assertThat(Stream.of(
                        Mask.keyLengths(1),
                        Mask.allowed(Tensor.zeros(DType.BOOL, Shape.of(1, 1))),
                        Mask.additive(addends)))
                .allSatisfy(mask -> assertThat(KernelMask.of(mask)).isEqualTo(KernelMask.of(Mask.none())));
    }

    @Test
    void att13_patternsAmongOthers_areAllKept() {
        Mask.BlockSparse blocks = new Mask.BlockSparse(4, BLOCKS);
        Mask all = Mask.all(Mask.causal(), Mask.all(blocks, PATTERN), PATTERN);
        assertThat(KernelMask.of(all))
                .isEqualTo(new KernelMask(new Patterns(List.of(PATTERN, PATTERN), List.of(blocks)), Mask.UNBOUNDED, 0));
    }
}
