package dev.heed.models.safetensors;

import dev.heed.models.files.Weights;
import java.nio.file.Path;

/**
 * Files in the safetensors format (8 bytes of header length, a JSON header, the numbers), mapped into memory: a tensor
 * costs nothing until its numbers are read, and is not copied. What the header says is checked in full when the file is
 * opened, and nothing is allocated on its word alone.
 *
 * <p>The mapping ends when the garbage collector has collected the last tensor. A file that is cut off while it is
 * mapped breaks whoever reads it; replace model files, do not overwrite them.
 */
public final class Safetensors {
    private Safetensors() {}

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
