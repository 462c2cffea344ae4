package dev.heed.models.huggingface;

import java.util.List;

/** Small encoder-decoders of each architecture, by the names and shapes that Hugging Face's classes give their weights. */
public final class TinySeq2Seqs {
    static final int VOCABULARY = 17;
    private static final int WIDTH = 12;

    private TinySeq2Seqs() {}

    public static ModelFiles bart(boolean tied) {
        return bartLike("""
                {"model_type": "bart", "d_model": 12, "encoder_layers": 2, "decoder_layers": 3,
                 "encoder_attention_heads": 3, "decoder_attention_heads": 3, "encoder_ffn_dim": 20,
                 "decoder_ffn_dim": 20, "vocab_size": 17, "max_position_embeddings": 24,
                 "activation_function": "gelu", "scale_embedding": false, "decoder_start_token_id": 2,
                 "eos_token_id": 2, "forced_bos_token_id": 0, "tie_word_embeddings": %s}
                """.formatted(tied), false, tied);
    }

    public static ModelFiles marian() {
        return bartLike("""
                {"model_type": "marian", "d_model": 12, "encoder_layers": 2, "decoder_layers": 3,
                 "encoder_attention_heads": 3, "decoder_attention_heads": 3, "encoder_ffn_dim": 20,
                 "decoder_ffn_dim": 20, "vocab_size": 17, "max_position_embeddings": 24,
                 "activation_function": "swish", "scale_embedding": true, "decoder_start_token_id": 16,
                 "eos_token_id": 0, "bad_words_ids": [[16]], "num_beams": 4, "normalize_before": false}
                """, true, true);
    }

    /** A Marian of two languages that share no tokens: a table of embeddings on each side. */
    static ModelFiles marianWithTwoTables() {
        String tables = "\"share_encoder_decoder_embeddings\": false, \"decoder_vocab_size\": 16, ";
        ModelFiles shared = marian();
        ModelFiles files = shared.with(shared.config()
                .replace("\"decoder_start_token_id\": 16", tables + "\"decoder_start_token_id\": 15")
                .replace("[[16]]", "[[15]]"));
        files.weights().remove("model.shared.weight");
        return files.add("model.encoder.embed_tokens.weight", VOCABULARY, WIDTH)
                .add("model.decoder.embed_tokens.weight", 16, WIDTH)
                .add("final_logits_bias", 1, 16);
    }

    private static ModelFiles bartLike(String config, boolean marian, boolean tied) {
        ModelFiles files = new ModelFiles(config).add("model.shared.weight", VOCABULARY, WIDTH);
        for (String side : List.of("encoder", "decoder")) {
            if (!marian) {
                files.add("model." + side + ".embed_positions.weight", 26, WIDTH);
                files.layerNorm("model." + side + ".layernorm_embedding", WIDTH);
            }
            for (int n = 0; n < (side.equals("encoder") ? 2 : 3); n++) {
                String layer = "model." + side + ".layers." + n + ".";
                attention(files, layer, "self_attn");
                if (side.equals("decoder")) {
                    attention(files, layer, "encoder_attn");
                }
                files.linear(layer + "fc1", 20, WIDTH, true).linear(layer + "fc2", WIDTH, 20, true);
                files.layerNorm(layer + "final_layer_norm", WIDTH);
            }
        }
        files.add("final_logits_bias", 1, VOCABULARY);
        return tied ? files : files.add("lm_head.weight", VOCABULARY, WIDTH);
    }

    private static void attention(ModelFiles files, String layer, String name) {
        for (String part : List.of("q_proj", "k_proj", "v_proj", "out_proj")) {
            files.linear(layer + name + "." + part, WIDTH, WIDTH, true);
        }
        files.layerNorm(layer + name + "_layer_norm", WIDTH);
    }

    /** T5, the first one (whose configuration does not say the feed-forward block's kind) or 1.1. */
    public static ModelFiles t5(boolean gated) {
        ModelFiles files = new ModelFiles("""
                {"model_type": "t5", "d_model": 12, "d_kv": 5, "d_ff": 20, "num_layers": 2, "num_decoder_layers": 3,
                 "num_heads": 3, "vocab_size": 17, "relative_attention_num_buckets": 8,
                 "relative_attention_max_distance": 20, %s "layer_norm_epsilon": 1e-6,
                 "tie_word_embeddings": %s, "decoder_start_token_id": 0, "eos_token_id": 1}
                """.formatted(gated ? "\"feed_forward_proj\": \"gated-gelu\"," : "", !gated));
        files.add("shared.weight", VOCABULARY, WIDTH);
        for (String side : List.of("encoder", "decoder")) {
            files.add(side + ".block.0.layer.0.SelfAttention.relative_attention_bias.weight", 8, 3);
            for (int n = 0; n < (side.equals("encoder") ? 2 : 3); n++) {
                String block = side + ".block." + n + ".layer.";
                t5Attention(files, block + "0", "SelfAttention");
                if (side.equals("decoder")) {
                    t5Attention(files, block + "1", "EncDecAttention");
                }
                String feedForward = block + (side.equals("encoder") ? "1" : "2");
                for (String wi : gated ? List.of("wi_0", "wi_1") : List.of("wi")) {
                    files.add(feedForward + ".DenseReluDense." + wi + ".weight", 20, WIDTH);
                }
                files.add(feedForward + ".DenseReluDense.wo.weight", WIDTH, 20);
                files.add(feedForward + ".layer_norm.weight", WIDTH);
            }
            files.add(side + ".final_layer_norm.weight", WIDTH);
        }
        return gated ? files.add("lm_head.weight", VOCABULARY, WIDTH) : files;
    }

    private static void t5Attention(ModelFiles files, String layer, String name) {
        for (String part : List.of("q", "k", "v")) {
            files.add(layer + "." + name + "." + part + ".weight", 15, WIDTH);
        }
        files.add(layer + "." + name + ".o.weight", WIDTH, 15).add(layer + ".layer_norm.weight", WIDTH);
    }
}
