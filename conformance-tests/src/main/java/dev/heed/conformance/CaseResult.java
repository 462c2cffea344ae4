package dev.heed.conformance;

import java.time.Duration;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What became of one case.
 *
 * @param id the case's id, {@code ATT-7/longer-query/3}
 * @param rule the rule that it checks
 * @param contract the contract that it belongs to
 * @param outcome how it ended
 * @param margin the worst error over the tolerance, where numbers were compared
 * @param time how long it took, the oracle's part included
 * @param detail why it was refused, or how it failed; else empty
 */
public record CaseResult(
        String id,
        String rule,
        Contract contract,
        Outcome outcome,
        OptionalDouble margin,
        Duration time,
        String detail) {
    /** How a case ended. */
    public enum Outcome {
        /** The backend is right. */
        PASSED,
        /** The backend says that it does not support this, and refuses it in the same words (rule SPI-3). */
        REFUSED,
        /** The backend is wrong, or right where it was expected not to be. */
        FAILED,
        /** The backend is wrong, as {@link ExpectedFailures} say. */
        EXPECTED
    }

    CaseResult with(Outcome changed, String why) {
        return new CaseResult(id, rule, contract, changed, margin, time, why);
    }

    @Override
    public String toString() {
        return id + ": " + outcome.name().toLowerCase(Locale.ROOT) + (detail.isEmpty() ? "" : ": " + detail);
    }
}
