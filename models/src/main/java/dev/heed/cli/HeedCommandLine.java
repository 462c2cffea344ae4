package dev.heed.cli;

import dev.heed.conformance.cli.CommandRun;
import dev.heed.conformance.cli.ConformanceCommand;
import dev.heed.conformance.cli.Results;
import picocli.CommandLine;

/** Puts the commands together and runs one. */
final class HeedCommandLine {
    private HeedCommandLine() {}

    static int run(Surroundings surroundings, String... args) {
        Results results = new Results(surroundings.out());
        CommandLine conformance = new CommandLine(new ConformanceCommand(surroundings.setting()));
        conformance.getCommandSpec().versionProvider(new VersionText());
        CommandLine line = new CommandLine(new HeedCommand())
                .addSubcommand(new BackendsCommand(surroundings))
                .addSubcommand(new SimilarCommand(surroundings))
                .addSubcommand(new EmbedCommand(surroundings, results))
                .addSubcommand(new GenerateCommand(surroundings))
                .addSubcommand(new FillCommand(surroundings))
                .addSubcommand(conformance)
                .addSubcommand(new CompareCommand(surroundings));
        return CommandRun.run(line, results, surroundings.err(), args);
    }
}
