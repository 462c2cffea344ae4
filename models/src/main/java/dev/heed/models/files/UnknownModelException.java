package dev.heed.models.files;

/** Thrown when a model was named that is neither a known name nor a folder nor a file. */
public final class UnknownModelException extends ModelException {
    private static final long serialVersionUID = 1L;

    /** An exception with the whole explanation. */
    public UnknownModelException(String message) {
        super(message);
    }
}
