package dev.heed.models.huggingface;

import dev.heed.decoder.DecoderSpec;
import dev.heed.encoder.TransformerSpec;
import dev.heed.models.files.ModelException;
import dev.heed.tensor.Tensor;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;

/**
 * An encoder and the decoder that reads its output, as their folder describes them, without tokenizer and backend.
 *
 * @param name the folder's name
 * @param encoder what the encoder computes
 * @param encoderWeights its weights by canonical name
 * @param decoder what the decoder computes
 * @param decoderWeights its weights by canonical name
 * @param sourceContext how many tokens the encoder may read
 * @param targetContext how many tokens the decoder may hold
 * @param settings how its text begins, goes on and ends
 */
public record EncoderDecoderModel(
        String name,
        TransformerSpec encoder,
        Map<String, Tensor> encoderWeights,
        DecoderSpec decoder,
        Map<String, Tensor> decoderWeights,
        int sourceContext,
        int targetContext,
        SequenceSettings settings) {
    /** Copies the weights' maps. */
    public EncoderDecoderModel {
        encoderWeights = Map.copyOf(encoderWeights);
        decoderWeights = Map.copyOf(decoderWeights);
    }

    /**
     * Reads a folder: {@code config.json}, and {@code model.safetensors} or its shards.
     *
     * @throws ModelException if a file is missing or damaged, the architecture is not known, a field of the
     *     configuration is missing, contradicts another or asks for what is not there, or the weights do not fit; the
     *     message lists what is wrong
     */
    public static EncoderDecoderModel load(Path folder) {
        return load(ModelFolder.open(folder));
    }

    /** Reads an open folder; as {@link #load(Path)}. */
    public static EncoderDecoderModel load(ModelFolder folder) {
        return Family.ofEncoderDecoder(folder.config()).reader().apply(folder, OptionalInt.empty());
    }

    /**
     * Checks that a folder is an encoder-decoder's of a known architecture, before any more of it is read.
     *
     * @throws ModelException if it is not
     */
    public static void requireKnown(ModelFolder folder) {
        Family.ofEncoderDecoder(folder.config());
    }
}
