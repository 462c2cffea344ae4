package dev.heed.conformance;

/** A case that found a backend wrong. The message says how. */
final class ConformanceFailure extends AssertionError {
    private static final long serialVersionUID = 1L;

    ConformanceFailure(String message) {
        super(message);
    }
}
