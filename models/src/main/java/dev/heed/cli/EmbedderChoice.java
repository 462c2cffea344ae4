package dev.heed.cli;

import dev.heed.Backends;
import dev.heed.conformance.cli.CommandFailure;
import dev.heed.conformance.cli.Setting;
import dev.heed.models.KnownModel;
import dev.heed.models.TextEmbedder;
import dev.heed.models.files.UnknownModelException;
import java.util.Arrays;
import java.util.Iterator;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which model turns texts into vectors, and on which backend. */
final class EmbedderChoice {
    @Option(
            names = "--model",
            paramLabel = "MODEL",
            defaultValue = "all-MiniLM-L6-v2",
            showDefaultValue = Visibility.ALWAYS,
            completionCandidates = KnownNames.class,
            description = "The model: a folder in the Hugging Face layout (config.json, model.safetensors,"
                    + " tokenizer.json), an .onnx file with tokenizer.json beside it, or a known name:"
                    + " ${COMPLETION-CANDIDATES}. A known name needs its artifact on the class path.")
    private String model = "";

    @Mixin
    private BackendChoice backend = new BackendChoice();

    /** Opens the backend and loads the model, side by side. The caller closes the embedder. */
    TextEmbedder open(Setting setting) {
        return setting.showing(() -> "loading " + model, () -> {
            Backends backends = setting.backends().get();
            try {
                return TextEmbedder.open(model, () -> backend.open(backends));
            } catch (UnknownModelException unknown) {
                throw CommandFailure.usage(unknown);
            }
        });
    }

    /** For the help text. */
    static final class KnownNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(KnownModel.values()).map(KnownModel::modelName).iterator();
        }
    }
}
