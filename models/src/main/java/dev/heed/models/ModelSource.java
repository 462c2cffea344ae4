package dev.heed.models;

import dev.heed.Precision;
import dev.heed.models.bert.BertModel;
import dev.heed.models.files.ModelException;
import dev.heed.models.files.UnknownModelException;
import dev.heed.models.text.TokenizerFile;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** Where the parts of a model come from. The parts may be read by different threads. */
interface ModelSource {
    /** The model's name. */
    String name();

    /** How vectors are made; quick to find out. */
    SentenceSettings settings();

    /** The encoder with its weights. */
    BertModel encoder(Precision precision);

    /** The tokenizer's JSON. */
    TokenizerFile tokenizer();

    /** The source of a known name, a folder, or an {@code .onnx} file. */
    static ModelSource of(String model) {
        Optional<KnownModel> known = KnownModel.byName(model);
        if (known.isPresent()) {
            return KnownModelSource.of(known.get());
        }
        Path path = path(model);
        if (Files.isDirectory(path)) {
            return FolderSource.ofFolder(path);
        }
        if (Files.isRegularFile(path) && model.endsWith(".onnx")) {
            return FolderSource.ofOnnxFile(path);
        }
        throw unknown(model);
    }

    private static Path path(String model) {
        try {
            return Path.of(model);
        } catch (InvalidPathException notAPath) {
            throw unknown(model);
        }
    }

    private static ModelException unknown(String model) {
        String names =
                Arrays.stream(KnownModel.values()).map(KnownModel::modelName).collect(Collectors.joining(", "));
        return new UnknownModelException("Unknown model '" + model + "': expected one of " + names
                + ", a folder in the Hugging Face layout, or an .onnx file with tokenizer.json beside it.");
    }
}
