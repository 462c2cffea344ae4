package dev.heed.models.huggingface;

import dev.heed.decoder.DecoderSpec;
import dev.heed.encoder.TransformerSpec;
import dev.heed.models.files.ModelException;
import dev.heed.tensor.Tensor;
import java.nio.file.Path;
import java.util.Map;

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
        return Family.encoderDecoder(ModelFolder.open(folder));
    }
}
