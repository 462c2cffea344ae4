package dev.heed.cli;

import dev.heed.conformance.cli.CommandFailure;
import dev.heed.models.files.UnknownModelException;
import dev.heed.models.huggingface.ModelFolder;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that says in which folder a model is. */
final class FolderChoice {
    @Option(
            names = "--model",
            paramLabel = "FOLDER",
            required = true,
            description = "A folder in the Hugging Face layout: config.json, the weights as model.safetensors or its"
                    + " shards, and tokenizer.json for text.")
    private Path model = Path.of("");

    /** The folder; that it is none is found out before anything else is done. */
    Path folder() {
        try {
            return ModelFolder.require(model);
        } catch (UnknownModelException unknown) {
            throw CommandFailure.usage(unknown);
        }
    }
}
