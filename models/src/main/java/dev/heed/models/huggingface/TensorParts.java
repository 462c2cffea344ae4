package dev.heed.models.huggingface;

import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.nio.ByteBuffer;

/** Tensors made of other tensors while weights are read. */
final class TensorParts {
    private TensorParts() {}

    /** Some rows; they share the tensor's memory. */
    static Tensor rows(Tensor tensor, int from, int count) {
        int[] dims = tensor.shape().toArray();
        ByteBuffer bytes = tensor.bytes();
        int rowBytes = bytes.remaining() / dims[0];
        dims[0] = count;
        bytes.limit((from + count) * rowBytes).position(from * rowBytes);
        return Tensor.ofBytes(tensor.dtype(), Shape.of(dims), bytes);
    }

    /** Some columns of a matrix, each as a row, FLOAT32. */
    static Tensor columnsAsRows(Tensor matrix, int from, int count) {
        float[] values = matrix.toFloatArray();
        int rows = matrix.shape().dim(0);
        int columns = matrix.shape().dim(1);
        float[] turned = new float[count * rows];
        for (int column = 0; column < count; column++) {
            for (int row = 0; row < rows; row++) {
                turned[column * rows + row] = values[row * columns + from + column];
            }
        }
        return Tensor.of(Shape.of(count, rows), turned);
    }

    /** Every number plus 1, FLOAT32. */
    static Tensor plusOne(Tensor tensor) {
        float[] values = tensor.toFloatArray();
        for (int i = 0; i < values.length; i++) {
            values[i] += 1;
        }
        return Tensor.of(tensor.shape(), values);
    }

    /** The first {@code scaled} rows of every {@code period} rows times a factor, FLOAT32. */
    static Tensor scaleRows(Tensor tensor, int scaled, int period, double factor) {
        float[] values = tensor.toFloatArray();
        int rowLength = values.length / tensor.shape().dim(0);
        for (int i = 0; i < values.length; i++) {
            if (i / rowLength % period < scaled) {
                values[i] = (float) (values[i] * factor);
            }
        }
        return Tensor.of(tensor.shape(), values);
    }
}
