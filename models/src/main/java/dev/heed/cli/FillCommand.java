package dev.heed.cli;

import dev.heed.Backend;
import dev.heed.conformance.cli.PositiveNumber;
import dev.heed.conformance.cli.Setting;
import dev.heed.models.MaskFiller;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says which words fit where a text is masked. */
@Command(
        name = "fill",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        header = "Says which words fit where a text is masked.",
        description = {
            "",
            "The model is a BERT with its masked-language head.",
            "One line for each word, with its probability; an empty line between masks.",
            ""
        },
        footer = {"", "Example:", "  heed fill \"Paris is the [MASK] of France.\" --model bert-base-uncased"})
final class FillCommand implements Callable<Integer> {
    private final Setting setting;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "TEXT", description = "The text, with [MASK] where a word is missing.")
    private String text = "";

    @Mixin
    private FolderChoice model = new FolderChoice();

    @Option(
            names = "--best",
            paramLabel = "N",
            defaultValue = "5",
            showDefaultValue = Visibility.ALWAYS,
            converter = PositiveNumber.class,
            description = "How many words for each mask.")
    private int best;

    @Mixin
    private BackendChoice backend = new BackendChoice();

    FillCommand(Setting setting) {
        this.setting = setting;
    }

    @Override
    public Integer call() {
        Path folder = model.folder();
        try (Backend opened = setting.showing(
                        () -> "opening a backend",
                        () -> backend.open(setting.backends().get()));
                MaskFiller filler = setting.showing(() -> "loading " + folder, () -> MaskFiller.open(folder, opened))) {
            print(filler.fill(text, best));
        }
        return ExitCode.OK;
    }

    private void print(List<List<MaskFiller.Candidate>> filled) {
        PrintWriter out = spec.commandLine().getOut();
        String separator = "";
        for (List<MaskFiller.Candidate> candidates : filled) {
            out.print(separator);
            separator = System.lineSeparator();
            for (MaskFiller.Candidate each : candidates) {
                out.println(String.format(Locale.ROOT, "%.4f  %s", each.probability(), each.word()));
            }
        }
    }
}
