package dev.heed.models.huggingface;

/** Small decoders of each architecture, by the names and shapes that Hugging Face's classes give their weights. */
public final class TinyDecoders {
    static final int VOCABULARY = 19;
    private static final int WIDTH = 16;
    private static final int INNER = 24;
    private static final int LAYERS = 3;
    private static final int HEADS = 4;
    private static final int KEY_VALUE_HEADS = 2;

    private TinyDecoders() {}

    private static String config(String type, String more) {
        return """
                {"model_type": "%s", "hidden_size": 16, "intermediate_size": 24, "num_hidden_layers": 3,
                 "num_attention_heads": 4, "num_key_value_heads": 2, "vocab_size": 19, "max_position_embeddings": 64,
                 "rms_norm_eps": 1e-5, "eos_token_id": 2%s}
                """.formatted(type, more.isEmpty() ? "" : ", " + more);
    }

    /** Llama, whose output has a weight of its own. */
    public static ModelFiles llama() {
        return llama("\"hidden_act\": \"silu\", \"tie_word_embeddings\": false");
    }

    static ModelFiles llama(String more) {
        return rotary("llama", more, WIDTH / HEADS, false, false, !more.contains("\"tie_word_embeddings\": true"));
    }

    static ModelFiles llamaWithBiases() {
        String more = "\"hidden_act\": \"silu\", \"attention_bias\": true, \"mlp_bias\": true,"
                + " \"tie_word_embeddings\": true, \"head_dim\": 6";
        return rotary("llama", more, 6, true, true, false);
    }

    static ModelFiles mistral() {
        return rotary("mistral", "\"hidden_act\": \"silu\", \"sliding_window\": 4", 4, false, false, true);
    }

    static ModelFiles qwen2() {
        String more = "\"hidden_act\": \"silu\", \"use_sliding_window\": true, \"sliding_window\": 3,"
                + " \"max_window_layers\": 1, \"rope_theta\": 1000000.0";
        ModelFiles files = rotary("qwen2", more, 4, false, false, true);
        for (int n = 0; n < LAYERS; n++) {
            String attention = "model.layers." + n + ".self_attn.";
            files.add(attention + "q_proj.bias", HEADS * 4);
            files.add(attention + "k_proj.bias", KEY_VALUE_HEADS * 4);
            files.add(attention + "v_proj.bias", KEY_VALUE_HEADS * 4);
        }
        return files;
    }

    static ModelFiles qwen3() {
        String more = "\"hidden_act\": \"silu\", \"head_dim\": 6, \"use_sliding_window\": false,"
                + " \"sliding_window\": 3, \"tie_word_embeddings\": true";
        ModelFiles files = rotary("qwen3", more, 6, false, false, false);
        for (int n = 0; n < LAYERS; n++) {
            files.add("model.layers." + n + ".self_attn.q_norm.weight", 6);
            files.add("model.layers." + n + ".self_attn.k_norm.weight", 6);
        }
        return files;
    }

    public static ModelFiles gemma2() {
        String more = "\"hidden_activation\": \"gelu_pytorch_tanh\", \"hidden_act\": \"gelu_pytorch_tanh\","
                + " \"head_dim\": 6, \"query_pre_attn_scalar\": 9, \"sliding_window\": 3,"
                + " \"attn_logit_softcapping\": 2.0, \"final_logit_softcapping\": 3.0";
        ModelFiles files = rotary("gemma2", more, 6, false, false, false);
        for (int n = 0; n < LAYERS; n++) {
            files.add("model.layers." + n + ".pre_feedforward_layernorm.weight", WIDTH);
            files.add("model.layers." + n + ".post_feedforward_layernorm.weight", WIDTH);
        }
        return files;
    }

    private static ModelFiles rotary(
            String type, String more, int headWidth, boolean attentionBias, boolean feedForwardBias, boolean head) {
        ModelFiles files = new ModelFiles(config(type, more));
        files.add("model.embed_tokens.weight", VOCABULARY, WIDTH);
        for (int n = 0; n < LAYERS; n++) {
            String prefix = "model.layers." + n + ".";
            files.linear(prefix + "self_attn.q_proj", HEADS * headWidth, WIDTH, attentionBias);
            files.linear(prefix + "self_attn.k_proj", KEY_VALUE_HEADS * headWidth, WIDTH, attentionBias);
            files.linear(prefix + "self_attn.v_proj", KEY_VALUE_HEADS * headWidth, WIDTH, attentionBias);
            files.linear(prefix + "self_attn.o_proj", WIDTH, HEADS * headWidth, attentionBias);
            files.linear(prefix + "mlp.gate_proj", INNER, WIDTH, feedForwardBias);
            files.linear(prefix + "mlp.up_proj", INNER, WIDTH, feedForwardBias);
            files.linear(prefix + "mlp.down_proj", WIDTH, INNER, feedForwardBias);
            files.add(prefix + "input_layernorm.weight", WIDTH);
            files.add(prefix + "post_attention_layernorm.weight", WIDTH);
        }
        files.add("model.norm.weight", WIDTH);
        return head ? files.add("lm_head.weight", VOCABULARY, WIDTH) : files;
    }

    /** Phi-3 whose first training saw 8 positions of its 64. */
    static ModelFiles phi3(String more) {
        String scaling = "\"hidden_act\": \"silu\", \"original_max_position_embeddings\": 8, \"rope_scaling\":"
                + " {\"type\": \"longrope\", \"short_factor\": [%s], \"long_factor\": [%s]}";
        boolean partial = more.contains("partial_rotary_factor");
        String factors = scaling.formatted(partial ? "1.5" : "1.5, 1.25", partial ? "4.0" : "4.0, 9.5");
        ModelFiles files = new ModelFiles(config("phi3", factors + more));
        files.add("model.embed_tokens.weight", VOCABULARY, WIDTH);
        for (int n = 0; n < LAYERS; n++) {
            String prefix = "model.layers." + n + ".";
            files.add(prefix + "self_attn.qkv_proj.weight", WIDTH + 2 * KEY_VALUE_HEADS * 4, WIDTH);
            files.add(prefix + "self_attn.o_proj.weight", WIDTH, WIDTH);
            files.add(prefix + "mlp.gate_up_proj.weight", 2 * INNER, WIDTH);
            files.add(prefix + "mlp.down_proj.weight", WIDTH, INNER);
            files.add(prefix + "input_layernorm.weight", WIDTH);
            files.add(prefix + "post_attention_layernorm.weight", WIDTH);
        }
        return files.add("model.norm.weight", WIDTH).add("lm_head.weight", VOCABULARY, WIDTH);
    }

    static ModelFiles gpt2(String prefix) {
        ModelFiles files = new ModelFiles("""
                {"model_type": "gpt2", "n_embd": 16, "n_layer": 2, "n_head": 4, "n_inner": null, "n_positions": 32,
                 "vocab_size": 19, "activation_function": "gelu_new", "layer_norm_epsilon": 1e-5}
                """);
        files.add(prefix + "wte.weight", VOCABULARY, WIDTH).add(prefix + "wpe.weight", 32, WIDTH);
        for (int n = 0; n < 2; n++) {
            String layer = prefix + "h." + n + ".";
            files.layerNorm(layer + "ln_1", WIDTH).layerNorm(layer + "ln_2", WIDTH);
            files.add(layer + "attn.c_attn.weight", WIDTH, 3 * WIDTH).add(layer + "attn.c_attn.bias", 3 * WIDTH);
            files.add(layer + "attn.c_proj.weight", WIDTH, WIDTH).add(layer + "attn.c_proj.bias", WIDTH);
            files.add(layer + "mlp.c_fc.weight", WIDTH, 4 * WIDTH).add(layer + "mlp.c_fc.bias", 4 * WIDTH);
            files.add(layer + "mlp.c_proj.weight", 4 * WIDTH, WIDTH).add(layer + "mlp.c_proj.bias", WIDTH);
            files.add(layer + "attn.bias", 1, 1, 32, 32);
        }
        return files.layerNorm(prefix + "ln_f", WIDTH);
    }
}
