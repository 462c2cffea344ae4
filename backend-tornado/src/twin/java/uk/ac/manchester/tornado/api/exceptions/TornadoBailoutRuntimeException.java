package uk.ac.manchester.tornado.api.exceptions;

/** A kernel did not compile. */
public class TornadoBailoutRuntimeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With a message. */
    public TornadoBailoutRuntimeException(String message) {
        super(message);
    }
}
