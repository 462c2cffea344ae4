package dev.heed.tensor;

import java.util.Arrays;

/**
 * The lengths of a tensor's dimensions, outermost first. A dimension may be 0 (rule TEN-4); a shape without dimensions
 * is a scalar's. Immutable.
 */
public final class Shape {
    private final int[] dims;
    private final long size;

    private Shape(int[] dims) {
        this.dims = dims;
        this.size = sizeOf(dims);
    }

    /**
     * A shape of the given dimensions.
     *
     * @throws IllegalArgumentException if a dimension is negative or the number of elements exceeds a {@code long}
     */
    public static Shape of(int... dims) {
        return new Shape(dims.clone());
    }

    private static long sizeOf(int[] dims) {
        long size = 1;
        boolean empty = false;
        for (int i = 0; i < dims.length; i++) {
            if (dims[i] < 0) {
                throw new IllegalArgumentException(
                        "dims[" + i + "]: expected 0 or more, got " + dims[i] + " in " + Arrays.toString(dims));
            }
            empty |= dims[i] == 0;
        }
        if (empty) {
            return 0;
        }
        for (int dim : dims) {
            if (size > Long.MAX_VALUE / dim) {
                throw new IllegalArgumentException(
                        "dims: expected at most 2^63 - 1 elements, got " + Arrays.toString(dims));
            }
            size *= dim;
        }
        return size;
    }

    /** The number of dimensions. */
    public int rank() {
        return dims.length;
    }

    /**
     * The length of one dimension; a negative index counts from the last, −1.
     *
     * @throws IndexOutOfBoundsException if there is no such dimension
     */
    public int dim(int index) {
        int at = index < 0 ? dims.length + index : index;
        if (at < 0 || at >= dims.length) {
            throw new IndexOutOfBoundsException("dimension " + index + " of shape " + this);
        }
        return dims[at];
    }

    /** The number of elements: the product of all dimensions, 1 for a scalar. */
    public long size() {
        return size;
    }

    /** All dimensions, in an array of the caller's own. */
    public int[] toArray() {
        return dims.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(dims, shape.dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    /** The dimensions as error messages write them: {@code [2, 4, 10, 64]}. */
    @Override
    public String toString() {
        return Arrays.toString(dims);
    }
}
