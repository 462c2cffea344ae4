package dev.heed.models.huggingface;

import dev.heed.decoder.DecoderSpec;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Map;

/** The weights of Llama and of all that came of it, by the names that they share. */
class RotaryDecoderWeights {
    private static final Naming LLAMA = new Naming(
            "model.layers.",
            Map.of("embedding.token", "model.embed_tokens", "final.norm", "model.norm", "head", "lm_head"),
            Map.ofEntries(
                    Map.entry("attention.query", "self_attn.q_proj"),
                    Map.entry("attention.key", "self_attn.k_proj"),
                    Map.entry("attention.value", "self_attn.v_proj"),
                    Map.entry("attention.output", "self_attn.o_proj"),
                    Map.entry("attention.query.norm", "self_attn.q_norm"),
                    Map.entry("attention.key.norm", "self_attn.k_norm"),
                    Map.entry("attention.norm", "input_layernorm"),
                    Map.entry("feedForward.gate", "mlp.gate_proj"),
                    Map.entry("feedForward.up", "mlp.up_proj"),
                    Map.entry("feedForward.down", "mlp.down_proj"),
                    Map.entry("feedForward.norm", "post_attention_layernorm")));

    private final RotaryDecoderConfig config;
    private final Naming names;

    RotaryDecoderWeights(RotaryDecoderConfig config) {
        this(config, Map.of());
    }

    /** Weights of which some in the layers are called otherwise. */
    RotaryDecoderWeights(RotaryDecoderConfig config, Map<String, String> otherwise) {
        this.config = config;
        this.names = LLAMA.withInside(otherwise);
    }

    /** Where a weight comes from, before what LongRoPE does to it. */
    FileWeight source(String canonical, Shape shape) {
        return FileWeight.whole(names.file(canonical), shape);
    }

    private FileWeight scaled(String canonical, Shape shape) {
        FileWeight source = source(canonical, shape);
        double factor = config.rotary().attentionFactor();
        boolean query = Naming.inLayer(canonical).matches("attention\\.query\\.(weight|bias)");
        if (factor == 1 || !query) {
            return source;
        }
        // Query and key times f each, where they are rotated, give the scores of a query times f².
        int rotated = config.rotary().rope().rotaryWidth();
        return source.with(tensor -> TensorParts.scaleRows(tensor, rotated, config.headWidth(), factor * factor));
    }

    /** Reads the model. */
    DecoderModel read(ModelFolder folder, DecoderSpec spec) {
        Map<String, FileWeight> plan = WeightReader.plan(spec.weightShapes(), this::scaled);
        Map<String, Tensor> weights =
                new WeightReader(folder, spec.head()).read(plan, name -> name.endsWith("rotary_emb.inv_freq"));
        return new DecoderModel(
                folder.name(), spec, weights, config.rotary().context(), folder.endIds(spec.vocabulary()));
    }
}
