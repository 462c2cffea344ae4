package dev.heed.models.bert;

import dev.heed.encoder.Activation;
import dev.heed.models.files.JsonFields;
import java.nio.file.Path;

/** Reads a Hugging Face {@code config.json} of the model type {@code bert}. */
public final class HuggingFaceConfig {
    private static final double DEFAULT_EPSILON = 1e-12;

    private HuggingFaceConfig() {}

    /**
     * Reads a file; as {@link #of}.
     *
     * @throws dev.heed.models.files.ModelException as {@link #of}, or if the file cannot be read
     */
    public static BertConfig read(Path file) {
        return of(JsonFields.read(file));
    }

    /**
     * What the fields of a file say. {@code layer_norm_eps} and {@code position_embedding_type} may be missing, as in the first BERTs:
     * they are 1e-12 and {@code absolute} then.
     *
     * @throws dev.heed.models.files.ModelException naming the field that is missing, wrong, not supported, or at odds
     *     with another
     */
    public static BertConfig of(JsonFields fields) {
        requireText(fields, "model_type", "bert");
        if (fields.has("position_embedding_type")) {
            requireText(fields, "position_embedding_type", "absolute");
        }
        if (fields.flag("is_decoder")) {
            throw fields.wrong("is_decoder", "false (this is an encoder)", "true");
        }
        int width = fields.positive("hidden_size");
        int heads = fields.divisor("num_attention_heads", "hidden_size");
        return new BertConfig(
                fields.origin(),
                fields.positive("vocab_size"),
                width,
                fields.positive("num_hidden_layers"),
                heads,
                fields.positive("intermediate_size"),
                fields.positive("max_position_embeddings"),
                fields.positive("type_vocab_size"),
                activation(fields),
                epsilon(fields));
    }

    private static void requireText(JsonFields fields, String field, String expected) {
        String got = fields.text(field);
        if (!got.equals(expected)) {
            throw fields.wrong(field, '"' + expected + '"', '"' + got + '"');
        }
    }

    private static Activation activation(JsonFields fields) {
        String name = fields.text("hidden_act");
        return switch (name) {
            case "gelu" -> Activation.GELU;
            case "gelu_new", "gelu_pytorch_tanh" -> Activation.GELU_TANH;
            case "relu" -> Activation.RELU;
            case "silu", "swish" -> Activation.SILU;
            default -> throw fields.wrong("hidden_act", "gelu, gelu_new, gelu_pytorch_tanh, relu, silu or swish", name);
        };
    }

    private static double epsilon(JsonFields fields) {
        if (!fields.has("layer_norm_eps")) {
            return DEFAULT_EPSILON;
        }
        double epsilon = fields.number("layer_norm_eps");
        if (!(epsilon >= 0 && epsilon < 1)) {
            throw fields.wrong("layer_norm_eps", "a number from 0 to 1", "" + epsilon);
        }
        return epsilon;
    }
}
