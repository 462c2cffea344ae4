package dev.heed.conformance;

import dev.heed.conformance.oracle.Reals;
import dev.heed.tensor.Shape;
import java.util.Arrays;
import java.util.Locale;

/**
 * A tensor against the oracle's.
 *
 * @param ratio the worst error over the tolerance: 1 or less passes; infinity where one is finite and the other is not
 * @param worst the indices of the worst element
 * @param expected the oracle's number there
 * @param actual the backend's number there
 */
public record Comparison(double ratio, String worst, double expected, double actual) {
    /** Compares element by element; NaN equals NaN and an infinity equals itself. */
    public static Comparison of(Reals oracle, float[] actual, Tolerance tolerance) {
        double allowed = tolerance.allowed(oracle);
        Comparison worst = new Comparison(0, "[]", 0, 0);
        for (int i = 0; i < actual.length; i++) {
            double ratio = ratio(oracle.values()[i], actual[i], allowed);
            if (ratio > worst.ratio) {
                worst = new Comparison(ratio, indices(oracle.shape(), i), oracle.values()[i], actual[i]);
            }
        }
        return worst;
    }

    private static double ratio(double expected, double actual, double allowed) {
        if (expected == actual || (Double.isNaN(expected) && Double.isNaN(actual))) {
            return 0;
        }
        double error = Math.abs(expected - actual);
        if (!Double.isFinite(error) || allowed == 0) {
            return Double.POSITIVE_INFINITY;
        }
        return error / allowed;
    }

    private static String indices(Shape shape, int index) {
        int[] indices = new int[shape.rank()];
        int rest = index;
        for (int i = shape.rank() - 1; i >= 0; i--) {
            indices[i] = rest % shape.dim(i);
            rest /= shape.dim(i);
        }
        return Arrays.toString(indices);
    }

    /** Whether the error is within the tolerance. */
    public boolean passed() {
        return ratio <= 1;
    }

    /** The worst element in words. */
    public String describe() {
        return String.format(
                Locale.ROOT,
                "worst at %s: expected %.9g, got %.9g, error/tolerance %.3g",
                worst,
                expected,
                actual,
                ratio);
    }
}
