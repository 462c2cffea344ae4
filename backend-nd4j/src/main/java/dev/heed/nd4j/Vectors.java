package dev.heed.nd4j;

/**
 * Loops over rows of floats. Every array is read and written at the same index, without which the compiler could not
 * rule out that two of them overlap, and would not vectorise.
 */
final class Vectors {
    private Vectors() {}

    static void add(float[] x, float[] y, int from, int to) {
        for (int i = from; i < to; i++) {
            x[i] += y[i];
        }
    }

    static void multiply(float[] x, float[] y, int from, int to) {
        for (int i = from; i < to; i++) {
            x[i] *= y[i];
        }
    }

    static void subtract(float[] x, float y, int from, int to) {
        for (int i = from; i < to; i++) {
            x[i] -= y;
        }
    }

    static void scale(float[] x, float factor, int from, int to) {
        for (int i = from; i < to; i++) {
            x[i] *= factor;
        }
    }

    /** The largest element; NaN is passed over; −∞ if there is none. */
    static float max(float[] x, int from, int to) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = from; i < to; i++) {
            max = x[i] > max ? x[i] : max;
        }
        return max;
    }

    /** The sum, in eight partial sums: one alone would wait for each addition, and round worse. */
    static float sum(float[] x, int from, int to) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        float s4 = 0;
        float s5 = 0;
        float s6 = 0;
        float s7 = 0;
        int i = from;
        for (; i <= to - 8; i += 8) {
            s0 += x[i];
            s1 += x[i + 1];
            s2 += x[i + 2];
            s3 += x[i + 3];
            s4 += x[i + 4];
            s5 += x[i + 5];
            s6 += x[i + 6];
            s7 += x[i + 7];
        }
        for (; i < to; i++) {
            s0 += x[i];
        }
        return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    }

    /** The sum of squares, likewise. */
    static float sumOfSquares(float[] x, int from, int to) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        float s4 = 0;
        float s5 = 0;
        float s6 = 0;
        float s7 = 0;
        int i = from;
        for (; i <= to - 8; i += 8) {
            s0 += x[i] * x[i];
            s1 += x[i + 1] * x[i + 1];
            s2 += x[i + 2] * x[i + 2];
            s3 += x[i + 3] * x[i + 3];
            s4 += x[i + 4] * x[i + 4];
            s5 += x[i + 5] * x[i + 5];
            s6 += x[i + 6] * x[i + 6];
            s7 += x[i + 7] * x[i + 7];
        }
        for (; i < to; i++) {
            s0 += x[i] * x[i];
        }
        return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    }

    /** Whether no element is NaN or infinite; numbers beyond 1e18 may count as infinite. */
    static boolean allFinite(float[] x, int from, int to) {
        return Float.isFinite(sumOfSquares(x, from, to));
    }
}
