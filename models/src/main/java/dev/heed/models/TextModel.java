package dev.heed.models;

import dev.heed.Precision;
import dev.heed.encoder.TransformerSpec;
import dev.heed.models.bert.BertModel;
import dev.heed.models.bert.BertPooler;
import dev.heed.tensor.Tensor;
import java.util.Map;
import java.util.Optional;

/**
 * A text model as its files describe it, without tokenizer and backend: an encoder and how its states become one
 * vector.
 *
 * @param name that of a known model, or else of its folder or file
 * @param spec the encoder
 * @param weights its weights by canonical name, as {@link dev.heed.Backend#encoder} takes them
 * @param pooler the layer that BERT puts on the first token's state, where the file has one
 * @param pooling how the states of a text become one vector
 * @param normalized whether vectors are scaled to length 1
 * @param maxTokens how many tokens of a text are read, special ones included
 */
public record TextModel(
        String name,
        TransformerSpec spec,
        Map<String, Tensor> weights,
        Optional<BertPooler> pooler,
        Pooling pooling,
        boolean normalized,
        int maxTokens) {
    /** Copies the weights' map. */
    public TextModel {
        weights = Map.copyOf(weights);
    }

    /**
     * Reads a model's files, to be computed in FLOAT32.
     *
     * @param model the name of a {@link KnownModel}, a folder in the Hugging Face layout, or an {@code .onnx} file
     * @throws dev.heed.models.files.ModelException if it cannot be loaded
     */
    public static TextModel load(String model) {
        ModelSource source = ModelSource.of(model);
        return of(source, source.settings(), Precision.FLOAT32);
    }

    static TextModel of(ModelSource source, SentenceSettings settings, Precision precision) {
        BertModel encoder = source.encoder(precision);
        return new TextModel(
                source.name(),
                encoder.spec(),
                encoder.weights(),
                encoder.pooler(),
                settings.pooling(),
                settings.normalized(),
                settings.maxTokens());
    }
}
