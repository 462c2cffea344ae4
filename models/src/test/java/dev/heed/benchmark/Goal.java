package dev.heed.benchmark;

import java.util.Locale;

/**
 * What a number is to reach.
 *
 * @param atLeast whether the bound is a lower one
 */
record Goal(boolean atLeast, double bound) {
    static Goal atLeast(double bound) {
        return new Goal(true, bound);
    }

    static Goal atMost(double bound) {
        return new Goal(false, bound);
    }

    boolean reached(double value) {
        return atLeast ? value >= bound : value <= bound;
    }

    /** The bound, and whether a value reaches it. */
    String verdict(double value) {
        return String.format(Locale.ROOT, "%s %s  %s", atLeast ? ">=" : "<=", bound, reached(value) ? "yes" : "NO");
    }
}
