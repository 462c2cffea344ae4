package dev.heed.cli;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** Puts the commands together and runs one. */
final class HeedCommandLine {
    private HeedCommandLine() {}

    static int run(Surroundings surroundings, String... args) {
        Results results = new Results(surroundings.out());
        PrintWriter out = new PrintWriter(new OutputStreamWriter(results, StandardCharsets.UTF_8));
        HeedCommand heed = new HeedCommand();
        Failures failures = new Failures(surroundings.err(), heed);
        CommandLine line = new CommandLine(heed)
                .addSubcommand(new BackendsCommand(surroundings))
                .addSubcommand(new SimilarCommand(surroundings))
                .addSubcommand(new EmbedCommand(surroundings, results))
                .addSubcommand(new ConformanceCommand(surroundings))
                .addSubcommand(new CompareCommand(surroundings))
                .setOut(out)
                .setErr(surroundings.err())
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
