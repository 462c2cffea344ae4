package dev.heed.models.huggingface;

import dev.heed.encoder.Activation;
import dev.heed.models.files.JsonFields;

/** The activations by the names that Hugging Face gives them. */
final class Activations {
    private Activations() {}

    /** The activation that a field names. */
    static Activation plain(JsonFields fields, String field) {
        return plain(fields, field, fields.text(field));
    }

    static Activation plain(JsonFields fields, String field, String name) {
        return switch (name) {
            case "gelu" -> Activation.GELU;
            case "gelu_new", "gelu_pytorch_tanh" -> Activation.GELU_TANH;
            case "relu" -> Activation.RELU;
            case "silu", "swish" -> Activation.SILU;
            default -> throw fields.wrong(field, "gelu, gelu_new, gelu_pytorch_tanh, relu, silu or swish", name);
        };
    }

    /** The activation that a field names, of a gate. */
    static Activation gated(JsonFields fields, String field) {
        return gated(fields, field, fields.text(field));
    }

    static Activation gated(JsonFields fields, String field, String name) {
        return switch (name) {
            case "gelu" -> Activation.GEGLU;
            case "gelu_new", "gelu_pytorch_tanh" -> Activation.GEGLU_TANH;
            case "silu", "swish" -> Activation.SWIGLU;
            default -> throw fields.wrong(field, "gelu, gelu_new, gelu_pytorch_tanh, silu or swish", name);
        };
    }
}
