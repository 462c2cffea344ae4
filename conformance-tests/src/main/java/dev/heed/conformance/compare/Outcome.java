package dev.heed.conformance.compare;

/** What became of one work on one backend. */
public sealed interface Outcome {
    /**
     * It ran.
     *
     * @param timing how long the calls took
     * @param tokensPerSecond at the median
     * @param errorOverTolerance the worst error against the float64 oracle over the tolerance (rule PRE-2); 1 or less is
     *     right
     */
    record Measured(Timing timing, double tokensPerSecond, double errorOverTolerance) implements Outcome {
        /** Whether the output is what the oracle says. */
        public boolean right() {
            return errorOverTolerance <= 1;
        }
    }

    /**
     * The backend says that it does not support this (rule SPI-3).
     *
     * @param ruleId the rule that the refused feature belongs to
     * @param reason why, in a sentence
     */
    record Refused(String ruleId, String reason) implements Outcome {}

    /**
     * It threw what it should not.
     *
     * @param message the exception
     */
    record Failed(String message) implements Outcome {}
}
