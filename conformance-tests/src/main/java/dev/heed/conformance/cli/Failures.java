package dev.heed.conformance.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what was thrown into one line and an exit code. */
final class Failures {
    private final PrintWriter err;
    private final CommandLine root;
    private boolean reported;

    Failures(PrintWriter err, CommandLine root) {
        this.err = err;
        this.root = root;
    }

    /** The command line was not understood, or a value on it cannot be. */
    int usage(ParameterException failure, String[] args) {
        String command = failure.getCommandLine().getCommandSpec().qualifiedName();
        err.println(command + ": " + sentence(failure) + suggestion(failure) + " (" + command + " --help tells more)");
        return ExitCode.USAGE;
    }

    private static String sentence(ParameterException failure) {
        CommandSpec command = failure.getCommandLine().getCommandSpec();
        if (failure instanceof UnmatchedArgumentException unmatched
                && !command.subcommands().isEmpty()
                && !unmatched.getUnmatched().get(0).startsWith("-")) {
            return "there is no command '" + unmatched.getUnmatched().get(0) + "'; expected one of "
                    + String.join(", ", command.subcommands().keySet());
        }
        return oneLine(Objects.requireNonNullElse(failure.getMessage(), "not understood"));
    }

    private static String suggestion(ParameterException failure) {
        List<String> near =
                failure instanceof UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
        return near.isEmpty() ? "" : "; did you mean '" + near.get(0) + "'?";
    }

    /** A command threw. */
    int execution(Exception failure, CommandLine command, ParseResult parsed) {
        return failure instanceof ParameterException usage ? usage(usage, new String[0]) : report(failure);
    }

    /** Whether something was reported, were it in silence. */
    boolean reported() {
        return reported;
    }

    /** Anything else. */
    int report(Throwable failure) {
        reported = true;
        if (Results.isBrokenPipe(failure)) {
            return ExitCode.OK;
        }
        err.println(root.getCommandName() + ": " + oneLine(FailureSentence.of(failure)));
        if (stackTrace()) {
            failure.printStackTrace(err);
        }
        return failure instanceof CommandFailure command ? command.exitCode() : ExitCode.SOFTWARE;
    }

    private boolean stackTrace() {
        OptionSpec option = root.getCommandSpec().findOption(CommandRun.STACK_TRACE);
        return option != null && Boolean.TRUE.equals(option.getValue());
    }

    private static String oneLine(String message) {
        return message.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
