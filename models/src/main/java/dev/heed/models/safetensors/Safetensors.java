package dev.heed.models.safetensors;

import dev.heed.models.files.Weights;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Files in the safetensors format (8 bytes of header length, a JSON header, the numbers), mapped into memory: a tensor
 * costs nothing until its numbers are read, and is not copied. What the header says is checked in full when the file is
 * opened, and nothing is allocated on its word alone.
 *
 * <p>The mapping ends when the garbage collector has collected the last tensor. A file that is cut off while it is
 * mapped breaks whoever reads it; replace model files, do not overwrite them.
 */
public final class Safetensors {
    /** What the file, or the index of several, is called in a folder in the Hugging Face layout. */
    public static final List<String> NAMES = List.of("model.safetensors", "model.safetensors.index.json");

    private Safetensors() {}

    /**
     * Opens what a folder in the Hugging Face layout holds: one file, or those of an index.
     *
     * @return empty if there is neither
     * @throws dev.heed.models.files.ModelException as {@link #open} and {@link #openSharded}
     */
    public static Optional<Weights> inFolder(Path folder) {
        Path file = folder.resolve(NAMES.get(0));
        if (Files.exists(file)) {
            return Optional.of(open(file));
        }
        Path index = folder.resolve(NAMES.get(1));
        return Files.exists(index) ? Optional.of(openSharded(index)) : Optional.empty();
    }

    /**
     * Opens one file.
     *
     * @throws dev.heed.models.files.ModelException if it cannot be read or is not sound: a header that lies about its
     *     length or is not JSON, duplicate names, offsets that overlap, leave holes or point outside, sizes that do not
     *     match shape and type, data cut off
     */
    public static Weights open(Path file) {
        return SafetensorsFile.open(file);
    }

    /**
     * Opens the files that an index ({@code model.safetensors.index.json}) names, from the index's own folder.
     *
     * @throws dev.heed.models.files.ModelException as {@link #open}, or if index and files contradict each other
     */
    public static Weights openSharded(Path index) {
        return ShardedWeights.open(index);
    }
}
