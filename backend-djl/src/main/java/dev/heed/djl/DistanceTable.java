package dev.heed.djl;

import ai.djl.pytorch.jni.IValue;

/** The biases of the distances back from a query, kept as far as any call has needed them. For several threads. */
final class DistanceTable {
    private final DistanceBias bias;
    private final int heads;
    private int entries;
    private float[] values = new float[0];

    DistanceTable(DistanceBias bias, int heads) {
        this.bias = bias;
        this.heads = heads;
    }

    boolean isEmpty() {
        return bias.isEmpty();
    }

    /** The argument {@code bias}: [heads, distances], the last one distance 0, for so many keys at least. */
    synchronized IValue argument(int keys, NativeScope scope) {
        if (isEmpty()) {
            return scope.nothing();
        }
        if (entries < keys) {
            entries = Math.max(keys, Math.min(2 * entries, 1 << 16));
            values = bias.from(1 - entries, entries);
        }
        return scope.list(scope.array(values, heads, entries));
    }
}
