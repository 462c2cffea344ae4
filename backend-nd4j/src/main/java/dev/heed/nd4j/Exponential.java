package dev.heed.nd4j;

/**
 * Exponentials of many numbers that are 0 or less: eˣ = 2ⁿ·eʳ with n = round(x / ln 2) and |r| ≤ ln 2 / 2, eʳ by a
 * polynomial of relative error 3e-9. Below −88 the result is 0; NaN stays NaN.
 *
 * <p>Four loops, since the compiler vectorises arithmetic but not the moves between float and int bits, and one such
 * move would keep all of a loop from it. For the same reason every array is read at the same index. Not for use by
 * several threads.
 */
final class Exponential {
    private static final float LOWEST = -88;
    private static final float LOG2_E = 1.442695f;
    // ln 2 in two parts; the first has so few digits that n times it is exact.
    private static final float LN2_HIGH = 0.69314575f;
    private static final float LN2_LOW = 1.4286068e-06f;
    // Adding it to a small number rounds to a whole one, with that number plus 127 in the low bits: an exponent.
    private static final float ROUNDER = 0x1.8p23f + 127;

    private final float[] rounded;
    private final int[] powers;

    /** For arrays of up to {@code length} numbers. */
    Exponential(int length) {
        rounded = new float[length];
        powers = new int[length];
    }

    /** Replaces elements 0 to n − 1. */
    void apply(float[] x, int n) {
        round(x, rounded, n);
        powersOfTwo(rounded, powers, n);
        polynomial(x, rounded, n);
        scale(x, powers, n);
    }

    private static void round(float[] x, float[] rounded, int n) {
        for (int i = 0; i < n; i++) {
            x[i] = Math.max(LOWEST, x[i]);
            rounded[i] = x[i] * LOG2_E + ROUNDER;
        }
    }

    private static void powersOfTwo(float[] rounded, int[] powers, int n) {
        for (int i = 0; i < n; i++) {
            powers[i] = Float.floatToRawIntBits(rounded[i]) << 23;
        }
    }

    private static void polynomial(float[] x, float[] rounded, int n) {
        for (int i = 0; i < n; i++) {
            float whole = rounded[i] - ROUNDER;
            float r = x[i] - whole * LN2_HIGH - whole * LN2_LOW;
            float p = 0.0013813145f;
            p = p * r + 0.008369419f;
            p = p * r + 0.041668456f;
            p = p * r + 0.16666515f;
            p = p * r + 0.49999994f;
            x[i] = p * r * r + r + 1;
        }
    }

    private static void scale(float[] x, int[] powers, int n) {
        for (int i = 0; i < n; i++) {
            x[i] *= Float.intBitsToFloat(powers[i]);
        }
    }
}
