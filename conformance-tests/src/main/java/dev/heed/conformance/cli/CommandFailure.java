package dev.heed.conformance.cli;

import picocli.CommandLine.ExitCode;

/** Thrown by a command that cannot do what was asked; the message is the sentence that is printed. */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private CommandFailure(String message, int exitCode) {
        super(message);
        this.exitCode = exitCode;
    }

    /** What was asked for could not be done. */
    public CommandFailure(String message) {
        this(message, ExitCode.SOFTWARE);
    }

    /** What was asked for does not exist: the command line was wrong. */
    public static CommandFailure usage(String message) {
        return new CommandFailure(message, ExitCode.USAGE);
    }

    /** As {@link #usage(String)}, with the message of what found it out. */
    public static CommandFailure usage(RuntimeException cause) {
        CommandFailure failure = usage(String.valueOf(cause.getMessage()));
        failure.initCause(cause);
        return failure;
    }

    int exitCode() {
        return exitCode;
    }
}
