package dev.heed.spi;

/** A backend's answer to whether it can run a spec (rule SPI-3). */
public sealed interface Support {
    /** It can, within the contract's tolerances. */
    record Supported() implements Support {}

    /**
     * It cannot.
     *
     * @param ruleId the rule that the refused feature belongs to, such as {@code ATT-13}
     * @param reason why, in a sentence
     */
    record Unsupported(String ruleId, String reason) implements Support {}

    /** The answer that everything in the spec is supported. */
    static Support yes() {
        return new Supported();
    }

    /** A refusal. */
    static Support no(String ruleId, String reason) {
        return new Unsupported(ruleId, reason);
    }
}
