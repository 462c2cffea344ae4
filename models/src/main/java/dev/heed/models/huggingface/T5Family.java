package dev.heed.models.huggingface;

import dev.heed.attention.Bias;
import dev.heed.attention.Score;
import dev.heed.decoder.DecoderSpec;
import dev.heed.decoder.OutputHead;
import dev.heed.encoder.Activation;
import dev.heed.encoder.Biases;
import dev.heed.encoder.Embeddings;
import dev.heed.encoder.Norm;
import dev.heed.encoder.NormPlacement;
import dev.heed.encoder.Positions;
import dev.heed.encoder.TransformerSpec;
import dev.heed.models.files.JsonFields;
import dev.heed.models.files.ModelException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * T5, the first one and 1.1 with its gated feed-forward block: pre-norm RMSNorm, no biases, scores without a scale, and
 * one table of relative positions a side, which the file keeps in the first layer.
 */
final class T5Family {
    private static final String GATED = "gated-";
    private static final String FEED_FORWARD = "feed_forward_proj";
    private static final int MAX_DISTANCE = 128;

    private final ModelFolder folder;
    private final JsonFields fields;
    private final int width;
    private final String feedForward;
    private final boolean gated;

    private T5Family(ModelFolder folder) {
        this.folder = folder;
        this.fields = folder.config();
        this.width = Sizes.dimension(fields, "d_model");
        // The first T5s do not say it.
        this.feedForward = fields.optionalText(FEED_FORWARD).orElse("relu");
        this.gated = feedForward.startsWith(GATED);
    }

    static EncoderDecoderModel read(ModelFolder folder) {
        return new T5Family(folder).model();
    }

    private EncoderDecoderModel model() {
        int layers = Sizes.layers(folder, "num_layers");
        TransformerSpec encoder = side(layers, true);
        boolean tied = fields.flag("tie_word_embeddings", true);
        double scale = tied ? 1 / Math.sqrt(width) : 1;
        DecoderSpec decoder = DecoderSpec.builder(side(Sizes.layers(folder, "num_decoder_layers", layers), false))
                .memoryWidth(width)
                .head(new OutputHead(tied, false, scale, OptionalDouble.empty()))
                .build();
        Naming encoderNames = names("encoder");
        Naming decoderNames = names("decoder");
        Map<String, FileWeight> encoderPlan = WeightReader.plan(
                encoder.weightShapes(), (name, shape) -> FileWeight.whole(encoderNames.file(name), shape));
        Map<String, FileWeight> decoderPlan = WeightReader.plan(
                decoder.weightShapes(), (name, shape) -> FileWeight.whole(decoderNames.file(name), shape));
        WeightReader.Sides weights =
                new WeightReader(folder, decoder.head()).read(encoderPlan, decoderPlan, T5Family::isLeftAlone);
        return new EncoderDecoderModel(
                folder.name(),
                encoder,
                weights.encoder(),
                decoder,
                weights.decoder(),
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                SequenceSettings.read(folder, decoder.vocabulary()));
    }

    private static boolean isLeftAlone(String name) {
        return name.endsWith("embed_tokens.weight")
                // Old files hold a table of cross-attention that nothing reads.
                || name.equals("decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.weight");
    }

    private TransformerSpec side(int layers, boolean encoder) {
        return TransformerSpec.builder(layers, width, Sizes.heads(fields, "num_heads"), Sizes.dimension(fields, "d_ff"))
                .headWidth(Sizes.heads(fields, "d_kv"))
                .activation(activation())
                .norm(Norm.rmsNorm(Sizes.epsilon(fields, "layer_norm_epsilon")))
                .placement(NormPlacement.PRE)
                .finalNorm(true)
                .positions(new Positions.Biased(bias(encoder)))
                .embeddings(new Embeddings(Sizes.dimension(fields, "vocab_size"), 0, false, 1))
                .biases(Biases.NONE)
                .score(new Score.Dot())
                .build();
    }

    private Bias bias(boolean bidirectional) {
        try {
            return new Bias.RelativeBuckets(
                    Sizes.dimension(fields, "relative_attention_num_buckets"),
                    fields.positive("relative_attention_max_distance", MAX_DISTANCE),
                    bidirectional);
        } catch (IllegalArgumentException outOfRange) {
            throw new ModelException(
                    fields.origin() + ": relative_attention_num_buckets, relative_attention_max_distance: "
                            + outOfRange.getMessage() + ".",
                    outOfRange);
        }
    }

    private Activation activation() {
        if (!gated) {
            return Activations.plain(fields, FEED_FORWARD, feedForward);
        }
        String activation = feedForward.substring(GATED.length());
        // Hugging Face reads gated-gelu as the approximation by tanh, which T5 1.1 was trained with.
        return Activations.gated(fields, FEED_FORWARD, activation.equals("gelu") ? "gelu_new" : activation);
    }

    private Naming names(String side) {
        String attention = "layer.0.SelfAttention.";
        String memory = "layer.1.EncDecAttention.";
        String block = side.equals("encoder") ? "layer.1." : "layer.2.";
        Map<String, String> inside = new HashMap<>();
        inside.put("attention.norm", "layer.0.layer_norm");
        inside.put("memory.norm", "layer.1.layer_norm");
        inside.put("feedForward.norm", block + "layer_norm");
        inside.put("feedForward.gate", block + "DenseReluDense.wi_0");
        inside.put("feedForward.up", block + "DenseReluDense." + (gated ? "wi_1" : "wi"));
        inside.put("feedForward.down", block + "DenseReluDense.wo");
        for (String part : List.of("query", "key", "value", "output")) {
            inside.put("attention." + part, attention + part.charAt(0));
            inside.put("memory." + part, memory + part.charAt(0));
        }
        return new Naming(
                side + ".block.",
                Map.of(
                        "embedding.token",
                        "shared",
                        "final.norm",
                        side + ".final_layer_norm",
                        "attention.bias",
                        side + ".block.0." + attention + "relative_attention_bias",
                        "head",
                        "lm_head"),
                inside);
    }
}
