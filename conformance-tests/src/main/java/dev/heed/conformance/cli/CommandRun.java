package dev.heed.conformance.cli;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** Runs a command line, so that whatever goes wrong is one line on standard error and an exit code. */
public final class CommandRun {
    /** The option that shows where in the code a failure happened, if the command line has it. */
    public static final String STACK_TRACE = "--stacktrace";

    private CommandRun() {}

    /**
     * Runs a command.
     *
     * @param line the commands
     * @param results where results go
     * @param err where errors go
     * @return the exit code: 0, 1 for a failure, 2 for wrong usage
     */
    public static int run(CommandLine line, Results results, PrintWriter err, String... args) {
        PrintWriter out = new PrintWriter(new OutputStreamWriter(results, StandardCharsets.UTF_8));
        Failures failures = new Failures(err, line);
        line.setOut(out)
                .setErr(err)
                .setUsageHelpWidth(100)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(failures::usage)
                .setExecutionExceptionHandler(failures::execution);
        try {
            int code = line.execute(args);
            out.flush();
            return results.failure()
                    .filter(failure -> !failures.reported())
                    .map(failures::report)
                    .orElse(code);
        } catch (OutOfMemoryError | LinkageError e) {
            return failures.report(e);
        }
    }
}
