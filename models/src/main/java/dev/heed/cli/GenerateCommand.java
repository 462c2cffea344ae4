package dev.heed.cli;

import dev.heed.Backend;
import dev.heed.Backends;
import dev.heed.conformance.cli.CommandFailure;
import dev.heed.conformance.cli.PositiveNumber;
import dev.heed.conformance.cli.Results;
import dev.heed.conformance.cli.Setting;
import dev.heed.models.generate.BeamOptions;
import dev.heed.models.generate.GenerationOptions;
import dev.heed.models.generate.Streaming;
import dev.heed.models.generate.TextGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
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
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Goes on from a prompt, and shows the text as it comes. */
@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        header = "Goes on from a prompt, or from many, with a decoder model.",
        description = {
            "",
            "The text comes as it is computed, the speed at the end on standard error. It is the same every time:"
                    + " without --temperature the likeliest tokens, with it those of the --seed.",
            "",
            "With --prompts, JSON Lines: one object for each prompt as it ends, so not in their order, with line,"
                    + " prompt, text, tokens and finish (max_tokens, stop_id, stop_word or context_full), or error in"
                    + " place of the last three. Each text is that of the prompt alone.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  heed generate --model SmolLM2-135M --prompt \"Once upon a time\"",
            "  heed generate --model SmolLM2-135M --prompt \"Dear\" --temperature 0.8 --top-p 0.9 --seed 7",
            "  heed generate --model SmolLM2-135M --prompts questions.txt --rows 16 > answers.jsonl",
            "  heed generate --model stories260k --ids 1 --max-tokens 256"
        })
final class GenerateCommand implements Callable<Integer> {
    private static final double NANOSECONDS = 1e9;
    private static final int DEFAULT_ROWS = 8;

    private final Setting setting;
    private final InputStream standardInput;
    private final Results results;

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

        @Option(
                names = "--prompts",
                paramLabel = "FILE",
                required = true,
                description = "A file of texts to go on from, one on each line; - is standard input. Empty lines are"
                        + " passed over.")
        private @Nullable String prompts;
    }

    @Option(
            names = "--rows",
            paramLabel = "N",
            converter = PositiveNumber.class,
            description = "How many of --prompts move on together. Without it: " + DEFAULT_ROWS + ".")
    private @Nullable Integer rows;

    @Option(
            names = "--context",
            paramLabel = "N",
            converter = PositiveNumber.class,
            description = "How many tokens prompt and text may have together. Without it: as many as the model's"
                    + " folder says.")
    private @Nullable Integer context;

    @Mixin
    private GenerationChoice choice = new GenerationChoice();

    @Mixin
    private BackendChoice backend = new BackendChoice();

    GenerateCommand(Setting setting, InputStream standardInput, Results results) {
        this.setting = setting;
        this.standardInput = standardInput;
        this.results = results;
    }

    @Override
    public Integer call() throws IOException {
        requireSense();
        Path folder = model.folder();
        String prompts = beginning.prompts;
        try (InputStream in = prompts == null ? InputStream.nullInputStream() : lines(prompts);
                Backend opened = setting.showing(() -> "opening a backend", this::open);
                TextGenerator generator = setting.showing(() -> "loading " + folder, () -> load(folder, opened))) {
            long start = System.nanoTime();
            if (prompts != null) {
                many(generator, in, opened, start);
            } else if (beginning.ids != null) {
                reportSpeed("", ids(generator, beginning.ids), start, opened);
            } else {
                reportSpeed("", text(generator, beginning.prompt), start, opened);
            }
        }
        return ExitCode.OK;
    }

    private void requireSense() {
        choice.requireSense(spec.commandLine(), beginning.ids != null);
        if (rows != null && beginning.prompts == null) {
            throw new ParameterException(spec.commandLine(), "--rows says how many of --prompts move on together");
        }
        if (beginning.prompts != null && choice.beams().isPresent()) {
            throw new ParameterException(spec.commandLine(), "--beams does not go with --prompts");
        }
    }

    private InputStream lines(String file) throws IOException {
        return file.equals("-") ? standardInput : Files.newInputStream(Path.of(file));
    }

    private Backend open() {
        Backends backends = setting.backends().get();
        return backend.open(backends);
    }

    private TextGenerator load(Path folder, Backend opened) {
        return context == null ? TextGenerator.open(folder, opened) : TextGenerator.open(folder, opened, context);
    }

    private void reportSpeed(String what, int tokens, long start, Backend opened) {
        double seconds = (System.nanoTime() - start) / NANOSECONDS;
        // A terminal shows both: the text's last line ends before this one begins.
        out().flush();
        setting.err()
                .println(String.format(
                        Locale.ROOT,
                        "heed: %s%d tokens in %.2f s, %.1f tokens a second (%s on %s)",
                        what,
                        tokens,
                        seconds,
                        tokens / seconds,
                        opened.id(),
                        opened.device()));
    }

    private void many(TextGenerator generator, InputStream in, Backend opened, long start) throws IOException {
        ManyPrompts prompts = new ManyPrompts(generator, choice::options, new GeneratedWriter(results));
        prompts.run(new TextLines(in, true), rows == null ? DEFAULT_ROWS : rows);
        reportSpeed(prompts.ended() + " prompts, ", prompts.tokens(), start, opened);
        if (prompts.failed() > 0) {
            throw new CommandFailure("of " + prompts.failed() + " of " + prompts.ended()
                    + " prompts there is no text; their lines say why");
        }
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
