package dev.heed.conformance.oracle;

import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;

/**
 * A dense, row-major array of doubles.
 *
 * @param shape its dimensions
 * @param values its elements, shared and not copied
 */
public record Reals(Shape shape, double[] values) {
    /** Checks that sizes agree. */
    public Reals {
        if (shape.size() != values.length) {
            throw new IllegalArgumentException(
                    "values: expected " + shape.size() + " (shape " + shape + "), got " + values.length);
        }
    }

    /** Zeros. */
    public static Reals zeros(Shape shape) {
        return new Reals(shape, new double[Math.toIntExact(shape.size())]);
    }

    /** The numbers of a floating tensor, exactly. */
    public static Reals of(Tensor tensor) {
        return new Reals(tensor.shape(), tensor.toDoubleArray());
    }

    /** A FLOAT32 tensor of these numbers, rounded. */
    public Tensor toTensor() {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return Tensor.of(shape, floats);
    }

    /** The index of an element of a tensor of rank 3. */
    public int at(int i, int j, int k) {
        return (i * shape.dim(1) + j) * shape.dim(2) + k;
    }

    /** The index of an element of a tensor of rank 4. */
    public int at(int i, int j, int k, int l) {
        return at(i, j, k) * shape.dim(3) + l;
    }

    /** A copy of {@code count} elements from an index on: a row, where the index is a row's first. */
    public double[] slice(int from, int count) {
        double[] slice = new double[count];
        System.arraycopy(values, from, slice, 0, count);
        return slice;
    }

    /** The largest magnitude of a finite element; 0 if there is none. */
    public double largestMagnitude() {
        double largest = 0;
        for (double value : values) {
            if (Double.isFinite(value)) {
                largest = Math.max(largest, Math.abs(value));
            }
        }
        return largest;
    }
}
