package dev.heed.models.huggingface;

import dev.heed.attention.Mask;
import dev.heed.decoder.OutputHead;
import dev.heed.encoder.Activation;
import dev.heed.encoder.Biases;
import dev.heed.encoder.Embeddings;
import dev.heed.encoder.Norm;
import dev.heed.encoder.NormPlacement;
import dev.heed.encoder.Positions;
import dev.heed.encoder.TransformerSpec;
import dev.heed.encoder.TransformerSpecBuilder;
import dev.heed.models.files.JsonFields;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.IntPredicate;

/** What the configurations of Llama and of all that came of it share: pre-norm, RMSNorm, rotary positions, a gate. */
final class RotaryDecoderConfig {
    private static final String FULL = "full_attention";
    private static final String SLIDING = "sliding_attention";

    private final JsonFields fields;
    private final int layers;
    private final int heads;
    private final int keyValueHeads;
    private final int headWidth;
    private final RotaryConfig rotary;

    RotaryDecoderConfig(ModelFolder folder, OptionalInt context) {
        this.fields = folder.config();
        this.layers = Sizes.layers(folder, "num_hidden_layers");
        this.heads = Sizes.heads(fields, "num_attention_heads");
        this.keyValueHeads = fields.positive("num_key_value_heads", heads);
        this.headWidth = fields.has("head_dim") ? Sizes.heads(fields, "head_dim") : dividedWidth();
        if (heads % keyValueHeads != 0) {
            throw fields.wrong("num_key_value_heads", "a divisor of num_attention_heads, " + heads, "" + keyValueHeads);
        }
        this.rotary = RotaryConfig.read(fields, headWidth, context);
    }

    private int dividedWidth() {
        int divisor = fields.divisor("num_attention_heads", "hidden_size", ", where there is no head_dim");
        return width() / divisor;
    }

    int width() {
        return Sizes.dimension(fields, "hidden_size");
    }

    int heads() {
        return heads;
    }

    int keyValueHeads() {
        return keyValueHeads;
    }

    int headWidth() {
        return headWidth;
    }

    int feedForwardWidth() {
        return Sizes.dimension(fields, "intermediate_size");
    }

    RotaryConfig rotary() {
        return rotary;
    }

    Norm norm() {
        return Norm.rmsNorm(Sizes.epsilon(fields, "rms_norm_eps"));
    }

    /** The layers of all these models. */
    TransformerSpecBuilder body(Activation activation, Biases biases, double embeddingScale) {
        return TransformerSpec.builder(layers, width(), heads, feedForwardWidth())
                .keyValueHeads(keyValueHeads)
                .headWidth(headWidth)
                .activation(activation)
                .norm(norm())
                .placement(NormPlacement.PRE)
                .finalNorm(true)
                .positions(new Positions.Rotary(rotary.rope()))
                .embeddings(new Embeddings(Sizes.dimension(fields, "vocab_size"), 0, false, embeddingScale))
                .biases(biases);
    }

    /** The head, tied or with a weight of its own. */
    OutputHead head(boolean tiedIfMissing) {
        return fields.flag("tie_word_embeddings", tiedIfMissing) ? OutputHead.TIED : OutputHead.OWN;
    }

    /** A soft cap; {@code null} is none. */
    OptionalDouble softCap(String field, double ifMissing) {
        if (fields.isNull(field)) {
            return OptionalDouble.empty();
        }
        double cap = fields.number(field, ifMissing);
        if (!((float) cap > 0 && (float) cap < Float.POSITIVE_INFINITY)) {
            throw fields.wrong(field, "a positive number that FLOAT32 holds, or null for none", "" + cap);
        }
        return OptionalDouble.of(cap);
    }

    /**
     * How far each layer sees. A window of W keys holds the query's own.
     *
     * @param window W, or 0 for none
     * @param slides which layers have the window, unless {@code layer_types} says
     */
    List<Integer> windows(int window, IntPredicate slides) {
        List<String> types = fields.has("layer_types") ? fields.texts("layer_types") : List.of();
        if (fields.has("layer_types") && types.size() != layers) {
            throw fields.wrong("layer_types", layers + " entries (num_hidden_layers)", "" + types.size());
        }
        List<Integer> windows = new ArrayList<>();
        for (int n = 0; n < layers; n++) {
            boolean sliding = types.isEmpty() ? window > 0 && slides.test(n) : isSliding(types.get(n));
            if (sliding && window == 0) {
                throw fields.wrong("layer_types", FULL + " where sliding_window says none", types.get(n));
            }
            windows.add(sliding ? window - 1 : Mask.UNBOUNDED);
        }
        return windows;
    }

    private boolean isSliding(String type) {
        if (!type.equals(FULL) && !type.equals(SLIDING)) {
            throw fields.wrong("layer_types", FULL + " or " + SLIDING, type);
        }
        return type.equals(SLIDING);
    }

    /** {@code sliding_window}; 0 for {@code null}. */
    int slidingWindow(int ifMissing) {
        return fields.isNull("sliding_window")
                ? 0
                : fields.has("sliding_window") ? fields.positive("sliding_window") : ifMissing;
    }
}
