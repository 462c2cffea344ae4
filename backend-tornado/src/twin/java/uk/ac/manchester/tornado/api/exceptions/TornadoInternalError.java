package uk.ac.manchester.tornado.api.exceptions;

/** TornadoVM contradicts itself. */
public class TornadoInternalError extends Error {
    private static final long serialVersionUID = 1L;

    /** With a message. */
    public TornadoInternalError(String message) {
        super(message);
    }
}
