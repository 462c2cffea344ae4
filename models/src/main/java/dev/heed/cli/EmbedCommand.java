package dev.heed.cli;

import dev.heed.conformance.cli.Results;
import dev.heed.conformance.cli.Setting;
import dev.heed.models.TextEmbedder;
import dev.heed.models.TextEmbeddings;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Turns lines into vectors, any number of them in constant memory. */
@Command(
        name = "embed",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        header = "Turns every line of a text into a vector.",
        description = {
            "",
            "The text is UTF-8. Takes any number of lines in constant memory; results come"
                    + " in the order of the lines, some hundred at a time.",
            "",
            "JSON Lines: one object a line, with line, text, model, backend and embedding.",
            "CSV: a header, then line, text, and a column for each number of the vector.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  heed embed reviews.txt > reviews.jsonl",
            "  cut -f 2 table.tsv | heed embed --format csv --output vectors.csv",
            "  heed embed reviews.txt | head -1"
        })
final class EmbedCommand implements Callable<Integer> {
    private final Setting setting;
    private final InputStream standardInput;
    private final Results results;
    private final AtomicLong embedded = new AtomicLong();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "The texts, a line each. Without it: standard input.")
    private @Nullable Path file;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where the vectors go, replacing what is there. Without it: standard output.")
    private @Nullable Path output;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "json",
            showDefaultValue = Visibility.ALWAYS,
            description = "json (JSON Lines) or csv.")
    private VectorFormat format = VectorFormat.JSON;

    @Option(names = "--skip-empty", description = "Pass over empty lines, which are an error otherwise.")
    private boolean skipEmpty;

    @Mixin
    private EmbedderChoice choice = new EmbedderChoice();

    EmbedCommand(Setting setting, InputStream standardInput, Results results) {
        this.setting = setting;
        this.standardInput = standardInput;
        this.results = results;
    }

    @Override
    public Integer call() throws IOException {
        requireOtherFile();
        try (InputStream in = file == null ? standardInput : Files.newInputStream(file);
                TextEmbedder embedder = choice.open(setting);
                OutputStream out = output == null ? results : new BufferedOutputStream(Files.newOutputStream(output));
                VectorWriter writer = format.writer(out, embedder)) {
            TextLines lines = new TextLines(in, skipEmpty);
            long cutOff = setting.showing(this::soFar, () -> embedAll(lines, embedder, writer));
            if (cutOff > 0) {
                setting.err()
                        .println("heed: " + cutOff + " of " + embedded + " texts were longer than the "
                                + embedder.maxTokens() + " tokens that the model reads, and were cut off");
            }
        }
        return ExitCode.OK;
    }

    private void requireOtherFile() throws IOException {
        if (file != null && output != null && Files.exists(output) && Files.isSameFile(file, output)) {
            throw new ParameterException(
                    spec.commandLine(), "--output is the file of the texts itself, which would be overwritten");
        }
    }

    private long embedAll(TextLines lines, TextEmbedder embedder, VectorWriter writer) throws IOException {
        long cutOff = 0;
        for (List<TextLine> batch = lines.nextBatch(); !batch.isEmpty(); batch = lines.nextBatch()) {
            TextEmbeddings vectors =
                    embedder.embed(batch.stream().map(TextLine::text).toList());
            for (int i = 0; i < batch.size(); i++) {
                writer.write(batch.get(i), vectors.vectors().get(i));
            }
            writer.flush();
            embedded.addAndGet(batch.size());
            cutOff += vectors.truncated();
        }
        return cutOff;
    }

    private String soFar() {
        return String.format(Locale.ROOT, "%,d lines embedded", embedded.get());
    }
}
