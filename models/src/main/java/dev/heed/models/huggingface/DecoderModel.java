package dev.heed.models.huggingface;

import dev.heed.decoder.DecoderSpec;
import dev.heed.models.files.ModelException;
import dev.heed.tensor.Tensor;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A decoder as its folder describes it, without tokenizer and backend.
 *
 * @param name the folder's name
 * @param spec what it computes
 * @param weights its weights by canonical name, as {@link dev.heed.Backend#decoder} takes them
 * @param context how many tokens a sequence may have
 * @param endIds the ids that end a text; empty if the folder names none
 */
public record DecoderModel(
        String name, DecoderSpec spec, Map<String, Tensor> weights, int context, Set<Integer> endIds) {
    /** Copies the collections. */
    public DecoderModel {
        weights = Map.copyOf(weights);
        endIds = Set.copyOf(endIds);
    }

    /**
     * Reads a folder: {@code config.json}, and {@code model.safetensors} or its shards.
     *
     * @throws ModelException if a file is missing or damaged, the architecture is not known, a field of the
     *     configuration is missing, contradicts another or asks for what is not there, or the weights do not fit; the
     *     message lists what is wrong
     */
    public static DecoderModel load(Path folder) {
        return load(ModelFolder.open(folder), OptionalInt.empty());
    }

    /**
     * Reads a folder, for sequences of up to so many tokens. Models with frequencies of their own for long contexts
     * (LongRoPE) use those if {@code context} is longer than that of their first training.
     *
     * @throws ModelException as {@link #load(Path)}
     * @throws IllegalArgumentException if the model has not so many positions
     */
    public static DecoderModel load(Path folder, int context) {
        return load(ModelFolder.open(folder), OptionalInt.of(context));
    }

    /**
     * Reads an open folder; as {@link #load(Path)} and {@link #load(Path, int)}.
     *
     * @param context how many tokens a sequence shall have; empty for as many as usual
     */
    public static DecoderModel load(ModelFolder folder, OptionalInt context) {
        return Family.ofDecoder(folder.config()).reader().apply(folder, context);
    }

    /**
     * Checks that a folder is a decoder's of a known architecture, before any more of it is read.
     *
     * @throws ModelException if it is not
     */
    public static void requireKnown(ModelFolder folder) {
        Family.ofDecoder(folder.config());
    }
}
