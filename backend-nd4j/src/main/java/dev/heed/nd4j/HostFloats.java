package dev.heed.nd4j;

import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * A FLOAT32 tensor while it is filled.
 *
 * @param values its elements, all 0 at first
 * @param tensor the tensor over the same memory; not to be handed out before it is full
 */
record HostFloats(FloatBuffer values, Tensor tensor) {
    private static final int MOST = Integer.MAX_VALUE / Float.BYTES;

    /**
     * Zeros.
     *
     * @throws IllegalArgumentException if the shape is too large for one tensor
     */
    static HostFloats zeros(Shape shape) {
        if (shape.size() > MOST) {
            throw new IllegalArgumentException(
                    "A result of shape " + shape + " does not fit into one tensor; split the batch.");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) shape.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        return new HostFloats(bytes.asFloatBuffer(), Tensor.ofBytes(DType.FLOAT32, shape, bytes));
    }

    /** Makes every element −∞. */
    void excludeAll() {
        for (int i = 0; i < values.capacity(); i++) {
            values.put(i, Float.NEGATIVE_INFINITY);
        }
    }
}
