package dev.heed.cli;

import dev.heed.conformance.cli.CommandRun;
import dev.heed.conformance.cli.ConformanceCommand;
import dev.heed.conformance.cli.Results;
import dev.heed.conformance.cli.Setting;
import java.io.InputStream;
import java.io.OutputStream;
import picocli.CommandLine;

/** Puts the commands together and runs one. */
final class HeedCommandLine {
    private HeedCommandLine() {}

    /**
     * Runs a command line.
     *
     * @param setting what commands find, and where they show their progress
     * @param in where texts come from when no file is named
     * @param out where results go, unbuffered; it throws when it cannot be written
     * @return the exit code
     */
    static int run(Setting setting, InputStream in, OutputStream out, String... args) {
        Results results = new Results(out);
        CommandLine conformance = new CommandLine(new ConformanceCommand(setting));
        conformance.getCommandSpec().versionProvider(new VersionText());
        CommandLine line = new CommandLine(new HeedCommand())
                .addSubcommand(new BackendsCommand(setting))
                .addSubcommand(new SimilarCommand(setting))
                .addSubcommand(new EmbedCommand(setting, in, results))
                .addSubcommand(new GenerateCommand(setting, in, results))
                .addSubcommand(new FillCommand(setting))
                .addSubcommand(conformance)
                .addSubcommand(new CompareCommand(setting));
        return CommandRun.run(line, results, setting.err(), args);
    }
}
