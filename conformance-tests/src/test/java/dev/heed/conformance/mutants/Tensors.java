package dev.heed.conformance.mutants;

import dev.heed.tensor.Tensor;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;

/** Tensors made from others, element by element, and what is under them. */
final class Tensors {
    private Tensors() {}

    /** What becomes of one element. */
    interface Element {
        float change(int index, float value);
    }

    static Tensor map(Tensor tensor, Element element) {
        float[] values = tensor.toFloatArray();
        for (int i = 0; i < values.length; i++) {
            values[i] = element.change(i, values[i]);
        }
        return Tensor.of(tensor.shape(), values);
    }

    /** Native code can do what Java's read-only views forbid. */
    static ByteBuffer memory(Tensor tensor) {
        try {
            Field bytes = Tensor.class.getDeclaredField("bytes");
            bytes.setAccessible(true);
            return (ByteBuffer) bytes.get(tensor);
        } catch (ReflectiveOperationException failure) {
            throw new LinkageError("Tensor has no field bytes", failure);
        }
    }
}
