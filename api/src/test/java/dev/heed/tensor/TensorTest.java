package dev.heed.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import org.junit.jupiter.api.Test;

class TensorTest {
    @Test
    void ten1_everyType_givesBackWhatItHolds() {
        assertThat(Tensor.of(Shape.of(2), 1.5f, -2f).toFloatArray()).containsExactly(1.5f, -2f);
        assertThat(Tensor.of(Shape.of(2), 7, -8).toLongArray()).containsExactly(7, -8);
        assertThat(Tensor.of(Shape.of(1), Long.MIN_VALUE).toLongArray()).containsExactly(Long.MIN_VALUE);
        assertThat(Tensor.of(Shape.of(2), true, false).toBooleanArray()).containsExactly(true, false);
        ByteBuffer bytes = ByteBuffer.wrap(new byte[] {-1, 127});
        assertThat(Tensor.ofBytes(DType.INT8, Shape.of(2), bytes).toLongArray()).containsExactly(-1, 127);
    }

    @Test
    void ten2_tensor_keepsACopy_andIsReadOnly() {
        float[] values = {1, 2};
        Tensor tensor = Tensor.of(Shape.of(2), values);
        values[0] = 9;
        tensor.toFloatArray()[1] = 9;
        assertThat(tensor.toFloatArray()).containsExactly(1, 2);
        assertThatThrownBy(() -> tensor.floats().put(0, 3)).isInstanceOf(ReadOnlyBufferException.class);
    }

    @Test
    void ten3_wrongSizes_areNamed() {
        assertThatThrownBy(() -> Tensor.of(Shape.of(2, 3), new float[5]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("values: expected 6 (shape [2, 3]), got 5");
        assertThatThrownBy(() -> Tensor.ofBytes(DType.FLOAT32, Shape.of(2), ByteBuffer.allocate(7)))
                .hasMessage("bytes: expected 8 (FLOAT32 [2]), got 7 remaining");
        assertThatThrownBy(() -> Tensor.zeros(DType.FLOAT32, Shape.of(1 << 16, 1 << 14)))
                .hasMessageStartingWith("shape: expected at most 536870911 elements of FLOAT32 in one tensor");
        assertThatThrownBy(() -> Tensor.of(Shape.of(2), 1, 2).reshape(Shape.of(3)))
                .hasMessage("wanted: expected a shape of 2 elements, as [2] has, got [3]");
    }

    @Test
    void ten4_emptyDimensions_areLegal() {
        Tensor empty = Tensor.zeros(DType.FLOAT32, Shape.of(3, 0, Integer.MAX_VALUE));
        assertThat(empty.toFloatArray()).isEmpty();
        assertThat(empty.shape().size()).isZero();
    }

    @Test
    void bytes_areSharedFromTheBuffersPosition_littleEndian() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(12).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putFloat(4, 2.5f).putFloat(8, -1f).position(4);
        Tensor tensor = Tensor.ofBytes(DType.FLOAT32, Shape.of(2), buffer);
        assertThat(tensor.toFloatArray()).containsExactly(2.5f, -1f);
        assertThat(buffer.position()).isEqualTo(4);
        assertThat(tensor.floats().get(1)).isEqualTo(-1f);
    }

    @Test
    void wrongView_saysWhatTheTensorHolds() {
        assertThatThrownBy(() -> Tensor.of(Shape.of(1), 1).floats())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("This tensor holds INT32, not FLOAT32.");
        assertThatThrownBy(() -> Tensor.of(Shape.of(1), 1f).toLongArray())
                .hasMessage("This tensor holds FLOAT32, not integers.");
        assertThatThrownBy(() -> Tensor.of(Shape.of(1), 1f).to(DType.INT8))
                .hasMessage("wanted: expected FLOAT32, FLOAT16 or BFLOAT16, got INT8");
    }
}
