package dev.heed.nd4j;

/**
 * The largest of many numbers, found by folding them in halves: element by element, which the compiler vectorises, where
 * one running maximum would be compared with each number in turn. Not for use by several threads.
 */
final class Maximum {
    /** From so few on, one after the other. */
    private static final int FEW = 16;

    private final float[] low;
    private final float[] high;

    /** For up to {@code length} numbers. */
    Maximum(int length) {
        low = new float[length];
        high = new float[length];
    }

    /** The largest element; NaN is passed over; −∞ if there is none. */
    float of(float[] x, int from, int to) {
        int count = to - from;
        System.arraycopy(x, from, low, 0, count);
        while (count > FEW) {
            int half = count / 2;
            count -= half;
            System.arraycopy(low, count, high, 0, half);
            fold(low, high, half);
        }
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            max = Math.max(max, low[i]);
        }
        return Float.isNaN(max) ? Vectors.max(x, from, to) : max;
    }

    private static void fold(float[] x, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            x[i] = Math.max(x[i], y[i]);
        }
    }
}
