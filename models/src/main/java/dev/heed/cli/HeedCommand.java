package dev.heed.cli;

import dev.heed.conformance.cli.CommandRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code heed} itself, which does nothing but hold its commands. */
@Command(
        name = "heed",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Attention, encoders and decoders on interchangeable engines.",
            "Everything runs on this machine; a command downloads nothing."
        },
        optionListHeading = "%nOptions:%n",
        commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it did what was asked; also when the reader of its output went away",
            "1:it could not, or a conformance case failed; one line on standard error says why",
            "2:the command line was not understood, or names a backend, model or case that there is not"
        },
        footer = {
            "",
            "Examples:",
            "  heed similar \"A man is eating food.\" \"Someone is having a meal.\"",
            "  heed embed --format csv --output reviews.csv reviews.txt",
            "  heed generate --model SmolLM2-135M --prompt \"Once upon a time\"",
            "  heed backends",
            "",
            "'heed COMMAND --help' tells more. JDK_JAVA_OPTIONS=-Xmx8g gives the JVM more memory."
        })
final class HeedCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = CommandRun.STACK_TRACE,
            scope = ScopeType.INHERIT,
            description = "On failure, print where in the code it happened.")
    @SuppressWarnings("UnusedVariable") // Read by CommandRun.
    private boolean stackTrace;

    @Override
    public void run() {
        String commands = String.join(", ", spec.subcommands().keySet());
        throw new ParameterException(spec.commandLine(), "No command given; expected one of " + commands);
    }
}
