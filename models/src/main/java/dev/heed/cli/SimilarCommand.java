package dev.heed.cli;

import dev.heed.conformance.cli.Setting;
import dev.heed.models.TextEmbedder;
import dev.heed.models.TextEmbeddings;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares some texts by meaning. */
@Command(
        name = "similar",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        header = "Compares texts by meaning.",
        description = {
            "",
            "Prints the cosine of every pair, 1 for the same meaning, about 0 for nothing"
                    + " in common; then the model, and the backend, device and precision that really ran.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  heed similar \"A man is eating food.\" \"Someone is having a meal.\" \"The stock market fell.\"",
            "  heed similar --backend nd4j --threads 1 cat dog car"
        })
final class SimilarCommand implements Runnable {
    private final Setting setting;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(arity = "2..*", paramLabel = "TEXT", description = "The texts, two or more; quote each one.")
    private List<String> texts = List.of();

    @Mixin
    private EmbedderChoice choice = new EmbedderChoice();

    SimilarCommand(Setting setting) {
        this.setting = setting;
    }

    @Override
    public void run() {
        requireTexts();
        try (TextEmbedder embedder = choice.open(setting)) {
            print(embedder, setting.showing(() -> "embedding " + texts.size() + " texts", () -> embedder.embed(texts)));
        }
    }

    private void requireTexts() {
        for (int i = 0; i < texts.size(); i++) {
            if (texts.get(i).isBlank()) {
                throw new ParameterException(
                        spec.commandLine(), "TEXT " + (i + 1) + " is empty; there is nothing to compare");
            }
        }
    }

    private void print(TextEmbedder embedder, TextEmbeddings embeddings) {
        PrintWriter out = spec.commandLine().getOut();
        new CosineTable(texts, embeddings).print(out);
        out.println();
        out.println("model      " + embedder.model());
        out.println("backend    " + embeddings.execution().backend());
        out.println("device     " + embeddings.execution().device());
        out.println("precision  " + embeddings.execution().precision());
        if (embeddings.truncated() > 0) {
            out.println("cut off    " + embeddings.truncated() + " of " + texts.size() + " texts: the model reads "
                    + embedder.maxTokens() + " tokens of each");
        }
    }
}
