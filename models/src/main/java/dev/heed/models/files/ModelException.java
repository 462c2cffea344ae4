package dev.heed.models.files;

/**
 * Thrown when a model cannot be loaded: it is not known, a file is missing, damaged or contradicts another, or the
 * tokenizer's native library does not load. The message is one sentence for a person: which file, what was expected,
 * what came, and the way out.
 */
public class ModelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** An exception with the whole explanation. */
    public ModelException(String message) {
        super(message);
    }

    /** An exception with the whole explanation, and what it was found by. */
    public ModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
