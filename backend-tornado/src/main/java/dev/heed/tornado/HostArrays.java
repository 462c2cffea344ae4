package dev.heed.tornado;

import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Copies between tensors and the arrays that tasks know. */
final class HostArrays {
    private HostArrays() {}

    /** A new array with the numbers of a tensor. */
    static FloatArray of(Tensor tensor) {
        return FloatArray.fromArray(tensor.toFloatArray());
    }

    /** Writes all of a FLOAT32 tensor to the beginning of an array. */
    static void write(Tensor tensor, FloatArray array) {
        write(tensor.to(DType.FLOAT32).floats(), array);
    }

    private static void write(FloatBuffer from, FloatArray array) {
        int count = from.remaining();
        for (int i = 0; i < count; i++) {
            array.set(i, from.get(i));
        }
    }

    /** Writes numbers to the beginning of an array. */
    static void write(float[] from, FloatArray array) {
        for (int i = 0; i < from.length; i++) {
            array.set(i, from[i]);
        }
    }

    /** Writes the ints of a call, and how many they are. */
    static void write(CallData call, IntArray array) {
        call.set(CallHeader.INTS, call.size());
        for (int i = 0; i < call.size(); i++) {
            array.set(i, call.get(i));
        }
    }

    /** A tensor of the first numbers of an array. */
    static Tensor tensor(FloatArray array, Shape shape) {
        ByteBuffer bytes = zeros(shape);
        copy(array, 0, bytes.asFloatBuffer(), 0, Math.toIntExact(shape.size()));
        return Tensor.ofBytes(DType.FLOAT32, shape, bytes);
    }

    /** Memory for a FLOAT32 tensor. */
    static ByteBuffer zeros(Shape shape) {
        return ByteBuffer.allocate(Math.toIntExact(Math.multiplyExact(shape.size(), 4L)))
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Copies some numbers of an array. */
    static void copy(FloatArray array, int from, FloatBuffer into, int at, int count) {
        for (int i = 0; i < count; i++) {
            into.put(at + i, array.get(from + i));
        }
    }
}
