package dev.heed.cli;

import dev.heed.Backend;
import dev.heed.Backends;
import dev.heed.conformance.cli.Setting;
import dev.heed.models.generate.BeamOptions;
import dev.heed.models.generate.GenerationOptions;
import dev.heed.models.generate.Streaming;
import dev.heed.models.generate.TextGenerator;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Goes on from a prompt, and shows the text as it comes. */
@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        header = "Goes on from a prompt with a decoder model.",
        description = {
            "",
            "The text comes as it is computed, the speed at the end on standard error. It is the same every time,"
                    + " unless --temperature says otherwise.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  heed generate --model SmolLM2-135M --prompt \"Once upon a time\"",
            "  heed generate --model SmolLM2-135M --prompt \"Dear\" --temperature 0.8 --top-p 0.9 --seed 7",
            "  heed generate --model stories260k --ids 1 --max-tokens 256"
        })
final class GenerateCommand implements Callable<Integer> {
    private static final double NANOSECONDS = 1e9;

    private final Setting setting;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private FolderChoice model = new FolderChoice();

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init")
    private Beginning beginning;

    /** What is gone on from. */
    static final class Beginning {
        @Option(names = "--prompt", paramLabel = "TEXT", required = true, description = "The text to go on from.")
        private @Nullable String prompt;

        @Option(
                names = "--ids",
                paramLabel = "ID",
                split = ",",
                required = true,
                description = "Token ids to go on from instead: 1,403,407. Ids are printed then, on one line.")
        private int @Nullable [] ids;
    }

    @Mixin
    private GenerationChoice choice = new GenerationChoice();

    @Mixin
    private BackendChoice backend = new BackendChoice();

    GenerateCommand(Setting setting) {
        this.setting = setting;
    }

    @Override
    public Integer call() {
        choice.requireSense(spec.commandLine(), beginning.ids != null);
        Path folder = model.folder();
        try (Backend opened = setting.showing(() -> "opening a backend", this::open);
                TextGenerator generator =
                        setting.showing(() -> "loading " + folder, () -> TextGenerator.open(folder, opened))) {
            long start = System.nanoTime();
            int tokens = beginning.ids == null ? text(generator, beginning.prompt) : ids(generator, beginning.ids);
            double seconds = (System.nanoTime() - start) / NANOSECONDS;
            setting.err()
                    .println(String.format(
                            Locale.ROOT,
                            "heed: %d tokens in %.2f s, %.1f tokens a second (%s on %s)",
                            tokens,
                            seconds,
                            tokens / seconds,
                            opened.id(),
                            opened.device()));
        }
        return ExitCode.OK;
    }

    private Backend open() {
        Backends backends = setting.backends().get();
        return backend.open(backends);
    }

    private int text(TextGenerator generator, @Nullable String prompt) {
        String text = prompt == null ? "" : prompt;
        int[] ids = generator.tokenize(text);
        int room = generator.tokens().context() - ids.length + 1;
        if (choice.beams().isPresent()) {
            BeamOptions options = choice.beams(room);
            List<Integer> found = generator.tokens().search(ids, options).get(0).tokens();
            out().println(text + generator.text(ids, found));
            return found.size();
        }
        GenerationOptions options = choice.options(room);
        out().print(text);
        out().flush();
        return print(generator.stream(ids, options), Function.identity());
    }

    private int ids(TextGenerator generator, int[] ids) {
        int room = generator.tokens().context() - ids.length + 1;
        if (choice.beams().isPresent()) {
            List<Integer> found =
                    generator.tokens().search(ids, choice.beams(room)).get(0).tokens();
            out().println(found.stream().map(String::valueOf).collect(Collectors.joining(" ")));
            return found.size();
        }
        String[] separator = {""};
        return print(generator.tokens().stream(ids, choice.options(room)), id -> {
            String text = separator[0] + id;
            separator[0] = " ";
            return text;
        });
    }

    private <T> int print(Streaming<T> opened, Function<T, String> text) {
        try (Streaming<T> stream = opened) {
            while (stream.hasNext() && !out().checkError()) {
                out().print(text.apply(stream.next()));
                out().flush();
            }
            out().println();
            return stream.tokens();
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
