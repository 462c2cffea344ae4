package dev.heed.models.huggingface;

import dev.heed.decoder.DecoderSpec;
import dev.heed.encoder.Activation;
import dev.heed.encoder.Biases;
import dev.heed.models.files.JsonFields;
import java.util.OptionalInt;

/** Llama 2 and 3 (and SmolLM, which is one), Mistral, Qwen 2 and Qwen 3. */
final class LlamaFamily {
    private static final int MISTRAL_WINDOW = 4096;
    private static final int QWEN_WINDOW = 4096;
    private static final int QWEN_FULL_LAYERS = 28;

    private LlamaFamily() {}

    /** Biases where the configuration asks for them. */
    static DecoderModel llama(ModelFolder folder, OptionalInt context) {
        JsonFields fields = folder.config();
        RotaryDecoderConfig config = new RotaryDecoderConfig(folder, context);
        boolean attention = fields.flag("attention_bias");
        Biases biases = new Biases(attention, attention, fields.flag("mlp_bias"));
        DecoderSpec spec = DecoderSpec.builder(
                        config.body(activation(fields), biases, 1).build())
                .head(config.head(false))
                .build();
        return new RotaryDecoderWeights(config).read(folder, spec);
    }

    /** Every layer with a window. */
    static DecoderModel mistral(ModelFolder folder, OptionalInt context) {
        JsonFields fields = folder.config();
        RotaryDecoderConfig config = new RotaryDecoderConfig(folder, context);
        DecoderSpec spec = DecoderSpec.builder(
                        config.body(activation(fields), Biases.NONE, 1).build())
                .head(config.head(false))
                .windows(config.windows(config.slidingWindow(MISTRAL_WINDOW), layer -> true))
                .build();
        return new RotaryDecoderWeights(config).read(folder, spec);
    }

    /** Biases of query, key and value; a window in the later layers, if any. */
    static DecoderModel qwen2(ModelFolder folder, OptionalInt context) {
        JsonFields fields = folder.config();
        RotaryDecoderConfig config = new RotaryDecoderConfig(folder, context);
        Biases biases = new Biases(true, false, false);
        DecoderSpec spec = DecoderSpec.builder(
                        config.body(activation(fields), biases, 1).build())
                .head(config.head(false))
                .windows(config.windows(qwenWindow(fields, config), layer -> layer >= qwenFullLayers(fields)))
                .build();
        return new RotaryDecoderWeights(config).read(folder, spec);
    }

    /** Heads of query and key are normalised. */
    static DecoderModel qwen3(ModelFolder folder, OptionalInt context) {
        JsonFields fields = folder.config();
        fields.positive("head_dim");
        RotaryDecoderConfig config = new RotaryDecoderConfig(folder, context);
        boolean attention = fields.flag("attention_bias");
        DecoderSpec spec = DecoderSpec.builder(
                        config.body(activation(fields), new Biases(attention, attention, false), 1)
                                .build())
                .head(config.head(false))
                .queryKeyNorm(config.norm())
                .windows(config.windows(qwenWindow(fields, config), layer -> layer >= qwenFullLayers(fields)))
                .build();
        return new RotaryDecoderWeights(config).read(folder, spec);
    }

    private static int qwenWindow(JsonFields fields, RotaryDecoderConfig config) {
        return fields.flag("use_sliding_window") ? config.slidingWindow(QWEN_WINDOW) : 0;
    }

    private static int qwenFullLayers(JsonFields fields) {
        return fields.has("max_window_layers") ? fields.atLeast(0, "max_window_layers") : QWEN_FULL_LAYERS;
    }

    private static Activation activation(JsonFields fields) {
        return Activations.gated(fields, "hidden_act");
    }
}
