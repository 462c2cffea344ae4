package dev.heed.models.huggingface;

import dev.heed.decoder.DecoderSpec;
import dev.heed.decoder.OutputHead;
import dev.heed.encoder.Embeddings;
import dev.heed.encoder.Norm;
import dev.heed.encoder.NormPlacement;
import dev.heed.encoder.Positions;
import dev.heed.encoder.TransformerSpec;
import dev.heed.encoder.TransformerSpecBuilder;
import dev.heed.models.files.JsonFields;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * GPT-2: pre-norm LayerNorm, learned positions, biases. Linear weights are [in, out] in the file, those of query, key
 * and value side by side. Names stand alone or after {@code transformer.}.
 */
final class Gpt2Family {
    private static final Pattern CAUSAL_MASKS = Pattern.compile(".*\\bh\\.\\d+\\.attn\\.(masked_)?bias");
    private static final String[] PROJECTIONS = {"query", "key", "value"};

    private final JsonFields fields;
    private final Naming names;
    private final String prefix;
    private final int width;

    private Gpt2Family(ModelFolder folder) {
        fields = folder.config();
        prefix = folder.weights().names().stream().anyMatch(name -> name.startsWith("transformer."))
                ? "transformer."
                : "";
        width = Sizes.dimension(fields, "n_embd");
        names = new Naming(
                prefix + "h.",
                Map.of(
                        "embedding.token", prefix + "wte",
                        "embedding.position", prefix + "wpe",
                        "final.norm", prefix + "ln_f",
                        "head", "lm_head"),
                Map.of(
                        "attention.query", "attn.c_attn",
                        "attention.key", "attn.c_attn",
                        "attention.value", "attn.c_attn",
                        "attention.output", "attn.c_proj",
                        "attention.norm", "ln_1",
                        "feedForward.up", "mlp.c_fc",
                        "feedForward.down", "mlp.c_proj",
                        "feedForward.norm", "ln_2"));
    }

    static DecoderModel read(ModelFolder folder, OptionalInt context) {
        return new Gpt2Family(folder).model(folder, context);
    }

    private DecoderModel model(ModelFolder folder, OptionalInt wanted) {
        int positions = Sizes.dimension(fields, "n_positions");
        DecoderSpec spec = DecoderSpec.builder(body(folder, positions))
                .head(fields.flag("tie_word_embeddings", true) ? OutputHead.TIED : OutputHead.OWN)
                .build();
        Map<String, FileWeight> plan = WeightReader.plan(spec.weightShapes(), this::source);
        Map<String, Tensor> weights = new WeightReader(folder, spec.head())
                .read(plan, name -> CAUSAL_MASKS.matcher(name).matches());
        int context = Contexts.choose(wanted, positions, positions);
        return new DecoderModel(folder.name(), spec, weights, context, folder.endIds(spec.vocabulary()));
    }

    private TransformerSpec body(ModelFolder folder, int positions) {
        fields.requireFalse("add_cross_attention");
        fields.requireFalse("scale_attn_by_inverse_layer_idx");
        int heads = fields.divisor("n_head", "n_embd");
        TransformerSpecBuilder body = TransformerSpec.builder(
                        Sizes.layers(folder, "n_layer"), width, heads, Sizes.dimension(fields, "n_inner", 4 * width))
                .activation(Activations.plain(fields, "activation_function"))
                .norm(Norm.layerNorm(Sizes.epsilon(fields, "layer_norm_epsilon")))
                .placement(NormPlacement.PRE)
                .finalNorm(true)
                .positions(new Positions.Learned(positions, 0))
                .embeddings(new Embeddings(Sizes.dimension(fields, "vocab_size"), 0, false, 1));
        return (fields.flag("scale_attn_weights", true) ? body : body.scale(1)).build();
    }

    private FileWeight source(String canonical, Shape shape) {
        String name = names.file(canonical);
        String inLayer = Naming.inLayer(canonical);
        for (int part = 0; part < PROJECTIONS.length; part++) {
            if (inLayer.equals("attention." + PROJECTIONS[part] + ".weight")) {
                return FileWeight.columns(name, shape, part * width, 3 * width);
            }
            if (inLayer.equals("attention." + PROJECTIONS[part] + ".bias")) {
                return FileWeight.rows(name, shape, part * width, 3 * width);
            }
        }
        boolean linear = name.endsWith(".weight") && (name.contains(".c_proj") || name.contains(".c_fc"));
        return linear ? FileWeight.transposed(name, shape) : FileWeight.whole(name, shape);
    }
}
