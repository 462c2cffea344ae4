package dev.heed.conformance.mutants;

import dev.heed.tensor.Tensor;

/** Tensors made from others, element by element. */
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
}
