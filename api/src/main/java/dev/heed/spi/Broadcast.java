package dev.heed.spi;

import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;

/**
 * A mask tensor seen as [batch, heads, queries, keys]: missing leading dimensions and dimensions of length 1 repeat
 * (rule ATT-10).
 */
public final class Broadcast {
    private final Tensor tensor;
    private final int[] strides;

    private Broadcast(Tensor tensor, int[] strides) {
        this.tensor = tensor;
        this.strides = strides;
    }

    static Broadcast of(String argument, Tensor tensor, Shape target) {
        Shape shape = tensor.shape();
        int missing = target.rank() - shape.rank();
        boolean fits = missing >= 0;
        int[] strides = new int[target.rank()];
        int stride = 1;
        for (int i = target.rank() - 1; fits && i >= missing; i--) {
            int dim = shape.dim(i - missing);
            fits = dim == target.dim(i) || dim == 1;
            strides[i] = dim == 1 ? 0 : stride;
            stride *= dim;
        }
        if (!fits) {
            throw new IllegalArgumentException(argument + ": expected a shape that broadcasts to " + target
                    + " ([batch, heads, queries, keys]), got " + shape);
        }
        return new Broadcast(tensor, strides);
    }

    /** The tensor itself, of its own shape. */
    public Tensor tensor() {
        return tensor;
    }

    /** The index in the tensor's memory, in elements, of what stands at [b, h, query, key]. */
    public int index(int b, int h, int query, int key) {
        return b * strides[0] + h * strides[1] + query * strides[2] + key * strides[3];
    }

    /** Elements from one batch entry to the next, 0 where it repeats. */
    public int batchStride() {
        return strides[0];
    }

    /** Elements from one head to the next, 0 where it repeats. */
    public int headStride() {
        return strides[1];
    }

    /** Elements from one query to the next, 0 where it repeats. */
    public int queryStride() {
        return strides[2];
    }

    /** Elements from one key to the next, 0 where it repeats. */
    public int keyStride() {
        return strides[3];
    }
}
