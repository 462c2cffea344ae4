package dev.heed.conformance.search;

/**
 * What a backend made of a problem.
 *
 * @param outcome how it ended
 * @param margin the worst error over the tolerance
 * @param detail how it failed, or why it was refused; else empty
 */
record Verdict(Outcome outcome, double margin, String detail) {
    /** How a problem ended. */
    enum Outcome {
        /** As the oracle has it. */
        RIGHT,
        /** Refused, properly (rule SPI-3). */
        REFUSED,
        /** Over the tolerance, but within what rounding its inputs could do. */
        ILL_CONDITIONED,
        /** The backend is wrong. */
        WRONG
    }

    static Verdict wrong(String detail) {
        return new Verdict(Outcome.WRONG, Double.POSITIVE_INFINITY, detail);
    }

    /** The detail without its numbers: equal for what fails alike. */
    String kind() {
        return detail.replaceAll("-?[0-9.]+(e[+-]?[0-9]+)?", "");
    }
}
