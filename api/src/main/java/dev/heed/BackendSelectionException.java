package dev.heed;

/**
 * Thrown when no backend can be chosen: an unknown id, two providers of one id, a tie of priorities, none that is
 * usable, or one that does not open. The message lists every provider found, where it was loaded from, and why it was
 * or was not usable (rule SPI-4).
 */
public final class BackendSelectionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** An exception with the whole explanation. */
    public BackendSelectionException(String message) {
        super(message);
    }

    /** An exception with the whole explanation and what caused it. */
    public BackendSelectionException(String message, Throwable cause) {
        super(message, cause);
    }
}
