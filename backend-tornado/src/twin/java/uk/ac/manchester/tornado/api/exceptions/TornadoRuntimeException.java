package uk.ac.manchester.tornado.api.exceptions;

/** What the runtime throws. */
public class TornadoRuntimeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With a message. */
    public TornadoRuntimeException(String message) {
        super(message);
    }
}
