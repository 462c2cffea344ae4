package dev.heed.models.huggingface;

import dev.heed.models.files.JsonFields;
import dev.heed.models.files.ModelException;
import dev.heed.models.files.UnknownModelException;
import dev.heed.models.files.Weights;
import dev.heed.models.safetensors.Safetensors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The files of a folder in the Hugging Face layout.
 *
 * @param path the folder
 * @param config what {@code config.json} says
 * @param weights the tensors of {@code model.safetensors} or its shards
 */
public record ModelFolder(Path path, JsonFields config, Weights weights) {
    private static final String END = "eos_token_id";

    /**
     * Opens a folder.
     *
     * @throws ModelException if it is no folder, or configuration or weights are missing or damaged
     */
    public static ModelFolder open(Path path) {
        require(path);
        JsonFields config = JsonFields.read(path.resolve("config.json"));
        Weights weights = Safetensors.inFolder(path)
                .orElseThrow(() -> new ModelException(
                        path + " holds no weights: expected " + String.join(" or ", Safetensors.NAMES) + "."));
        return new ModelFolder(path, config, weights);
    }

    /**
     * Checks that a path is a folder, and returns it.
     *
     * @throws UnknownModelException if it is not
     */
    public static Path require(Path path) {
        if (!Files.isDirectory(path)) {
            throw new UnknownModelException(path + ": expected a folder in the Hugging Face layout (config.json, "
                    + "model.safetensors), got " + (Files.exists(path) ? "a file" : "nothing") + ".");
        }
        return path;
    }

    /** The folder's name. */
    public String name() {
        return path.toAbsolutePath().normalize().getFileName() + "";
    }

    /** How text is generated, in {@code generation_config.json}; empty if there is no such file. */
    Optional<JsonFields> generation() {
        Path file = path.resolve("generation_config.json");
        return Files.exists(file) ? Optional.of(JsonFields.read(file)) : Optional.empty();
    }

    /**
     * The ids that end a text, where {@code generation_config.json} or else {@code config.json} names them.
     *
     * @param vocabulary how many ids there are
     */
    Set<Integer> endIds(int vocabulary) {
        JsonFields fields =
                generation().filter(each -> !each.ids(END).isEmpty()).orElse(config);
        List<Integer> ids = fields.ids(END);
        ids.stream().filter(id -> id >= vocabulary).findFirst().ifPresent(id -> {
            throw fields.wrong(END, "0 to " + (vocabulary - 1), "" + id);
        });
        return new LinkedHashSet<>(ids);
    }

    /**
     * How many token ids the model embeds.
     *
     * @throws ModelException if {@code config.json} does not say
     */
    public int vocabulary() {
        return config.positive("vocab_size");
    }
}
