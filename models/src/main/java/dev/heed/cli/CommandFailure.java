package dev.heed.cli;

/** Thrown by a command that cannot do what was asked; the message is the sentence that is printed. */
final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandFailure(String message) {
        super(message);
    }
}
