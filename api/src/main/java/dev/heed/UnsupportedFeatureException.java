package dev.heed;

import dev.heed.spi.Support;

/**
 * Thrown when a backend is asked for what its {@code supports} refuses, with that refusal's rule and reason (rule
 * SPI-3).
 */
public final class UnsupportedFeatureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String ruleId;
    private final String reason;

    /** The refusal of the named backend. */
    public UnsupportedFeatureException(String backend, Support.Unsupported refusal) {
        super(backend + " does not support this (" + refusal.ruleId() + "): " + refusal.reason());
        this.ruleId = refusal.ruleId();
        this.reason = refusal.reason();
    }

    /** The rule that the refused feature belongs to, such as {@code ATT-13}. */
    public String ruleId() {
        return ruleId;
    }

    /** Why it is refused, in a sentence. */
    public String reason() {
        return reason;
    }
}
