package uk.ac.manchester.tornado.api.exceptions;

/** A task is wrong. */
public class TornadoTaskRuntimeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With a message. */
    public TornadoTaskRuntimeException(String message) {
        super(message);
    }
}
