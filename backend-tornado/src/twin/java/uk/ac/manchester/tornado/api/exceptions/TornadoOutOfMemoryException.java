package uk.ac.manchester.tornado.api.exceptions;

/** TornadoVM has no memory left on the device. */
public class TornadoOutOfMemoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With a message. */
    public TornadoOutOfMemoryException(String message) {
        super(message);
    }
}
