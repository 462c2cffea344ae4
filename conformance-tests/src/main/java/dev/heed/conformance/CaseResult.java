package dev.heed.conformance;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What became of one case.
 *
 * @param id the case's id, {@code ATT-7/longer-query/3}
 * @param rule the rule that it checks
 * @param outcome how it ended
 * @param margin the worst error over the tolerance, where numbers were compared
 * @param detail why it was refused, or how it failed; else empty
 */
public record CaseResult(String id, String rule, Outcome outcome, OptionalDouble margin, String detail) {
    /** How a case ended. */
    public enum Outcome {
        /** The backend is right. */
        PASSED,
        /** The backend says that it does not support this, and refuses it in the same words (rule SPI-3). */
        REFUSED,
        /** The backend is wrong. */
        FAILED
    }

    @Override
    public String toString() {
        return id + ": " + outcome.name().toLowerCase(Locale.ROOT) + (detail.isEmpty() ? "" : ": " + detail);
    }
}
