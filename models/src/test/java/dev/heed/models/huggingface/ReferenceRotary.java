package dev.heed.models.huggingface;

import com.fasterxml.jackson.databind.JsonNode;

/** modeling_llama.py, _mistral, _qwen2, _qwen3, _phi3 and _gemma2, whole sequences at once. */
final class ReferenceRotary extends ReferenceMath {
    private final String type;
    private final int heads;
    private final int keyValueHeads;
    private final int headDim;
    private final double epsilon;
    private double[] inverseFrequencies = {};
    private double attentionScaling = 1;

    ReferenceRotary(ModelFiles files) {
        super(files);
        type = config.get("model_type").textValue();
        heads = number("num_attention_heads");
        keyValueHeads = number("num_key_value_heads");
        headDim = config.has("head_dim") ? number("head_dim") : number("hidden_size") / heads;
        epsilon = config.get("rms_norm_eps").doubleValue();
    }

    /** @param longFactors whether the sequence counts as longer than the first training's */
    double[][] logits(int[] ids, boolean longFactors) {
        frequencies(longFactors);
        double[][] table = matrix("model.embed_tokens.weight");
        double[][] x = rows(table, ids);
        if (type.equals("gemma2")) {
            x = scaled(x, Math.sqrt(number("hidden_size")));
        }
        for (int n = 0; n < number("num_hidden_layers"); n++) {
            x = layer(n, x);
        }
        x = norm(x, "model.norm");
        double[][] logits = times(x, has("lm_head.weight") ? matrix("lm_head.weight") : table);
        if (config.has("final_logit_softcapping")) {
            double cap = config.get("final_logit_softcapping").doubleValue();
            for (double[] row : logits) {
                for (int i = 0; i < row.length; i++) {
                    row[i] = Math.tanh(row[i] / cap) * cap;
                }
            }
        }
        return logits;
    }

    private double[][] layer(int n, double[][] x) {
        String prefix = "model.layers." + n + ".";
        double[][] attended = attention(n, prefix + "self_attn.", norm(x, prefix + "input_layernorm"));
        if (type.equals("gemma2")) {
            double[][] y = plus(x, norm(attended, prefix + "post_attention_layernorm"));
            double[][] fed = feedForward(prefix + "mlp.", norm(y, prefix + "pre_feedforward_layernorm"));
            return plus(y, norm(fed, prefix + "post_feedforward_layernorm"));
        }
        double[][] y = plus(x, attended);
        return plus(y, feedForward(prefix + "mlp.", norm(y, prefix + "post_attention_layernorm")));
    }

    private double[][] norm(double[][] x, String name) {
        return rmsNorm(x, vector(name + ".weight"), epsilon, type.equals("gemma2") ? 1 : 0);
    }

    private double[][] feedForward(String prefix, double[][] x) {
        String activation = config.get(type.equals("gemma2") ? "hidden_activation" : "hidden_act")
                .textValue();
        if (type.equals("phi3")) {
            double[][] both = linear(x, prefix + "gate_up_proj");
            int half = both[0].length / 2;
            double[][] gate = slice(both, 0, half);
            return linear(product(slice(both, half, 2 * half), act(activation, gate)), prefix + "down_proj");
        }
        double[][] gate = act(activation, linear(x, prefix + "gate_proj"));
        return linear(product(gate, linear(x, prefix + "up_proj")), prefix + "down_proj");
    }

    private double[][] attention(int n, String prefix, double[][] x) {
        double[][] q;
        double[][] k;
        double[][] v;
        if (type.equals("phi3")) {
            double[][] all = linear(x, prefix + "qkv_proj");
            int queries = heads * headDim;
            int keys = keyValueHeads * headDim;
            q = slice(all, 0, queries);
            k = slice(all, queries, queries + keys);
            v = slice(all, queries + keys, queries + 2 * keys);
        } else {
            q = linear(x, prefix + "q_proj");
            k = linear(x, prefix + "k_proj");
            v = linear(x, prefix + "v_proj");
        }
        if (type.equals("qwen3")) {
            q = headNorm(q, vector(prefix + "q_norm.weight"));
            k = headNorm(k, vector(prefix + "k_norm.weight"));
        }
        double scaling = type.equals("gemma2")
                ? Math.pow(config.get("query_pre_attn_scalar").doubleValue(), -0.5)
                : Math.pow(headDim, -0.5);
        double cap = config.has("attn_logit_softcapping")
                ? config.get("attn_logit_softcapping").doubleValue()
                : 0;
        int window = slides(n) ? number("sliding_window") : Integer.MAX_VALUE;
        double[][] output = attend(
                rotate(q),
                rotate(k),
                v,
                heads,
                keyValueHeads,
                scaling,
                cap,
                (i, j) -> j <= i && j > (long) i - window,
                (h, i, j) -> 0);
        return linear(output, prefix + "o_proj");
    }

    private boolean slides(int n) {
        return switch (type) {
            case "mistral" -> true;
            case "gemma2" -> n % 2 == 0;
            case "qwen2", "qwen3" ->
                config.get("use_sliding_window").booleanValue()
                        && n >= (config.has("max_window_layers") ? number("max_window_layers") : 28);
            default -> config.has("sliding_window");
        };
    }

    private double[][] headNorm(double[][] x, double[] w) {
        double[][] y = new double[x.length][x[0].length];
        for (int t = 0; t < x.length; t++) {
            for (int from = 0; from < x[t].length; from += headDim) {
                double[][] head = slice(new double[][] {x[t]}, from, from + headDim);
                System.arraycopy(rmsNorm(head, w, epsilon, 0)[0], 0, y[t], from, headDim);
            }
        }
        return y;
    }

    /** apply_rotary_pos_emb: x · cos + rotate_half(x) · sin of the first numbers of each head. */
    private double[][] rotate(double[][] x) {
        int half = inverseFrequencies.length;
        double[][] y = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            y[t] = x[t].clone();
            for (int from = 0; from < x[t].length; from += headDim) {
                for (int i = 0; i < 2 * half; i++) {
                    double angle = t * inverseFrequencies[i % half];
                    double turned = i < half ? -x[t][from + i + half] : x[t][from + i - half];
                    y[t][from + i] = x[t][from + i] * Math.cos(angle) * attentionScaling
                            + turned * Math.sin(angle) * attentionScaling;
                }
            }
        }
        return y;
    }

    /** modeling_rope_utils.py. */
    private void frequencies(boolean longFactors) {
        double partial = config.has("partial_rotary_factor")
                ? config.get("partial_rotary_factor").doubleValue()
                : 1;
        int dim = (int) (headDim * partial);
        double base = config.has("rope_theta") ? config.get("rope_theta").doubleValue() : 10_000;
        inverseFrequencies = new double[dim / 2];
        for (int i = 0; i < dim / 2; i++) {
            inverseFrequencies[i] = 1 / Math.pow(base, 2.0 * i / dim);
        }
        JsonNode scaling = config.get("rope_scaling");
        if (scaling == null) {
            return;
        }
        String kind = (scaling.has("rope_type") ? scaling.get("rope_type") : scaling.get("type")).textValue();
        for (int i = 0; i < dim / 2; i++) {
            double f = inverseFrequencies[i];
            inverseFrequencies[i] = switch (kind) {
                case "linear" -> f / scaling.get("factor").doubleValue();
                case "llama3" -> llama3(f, scaling);
                default ->
                    f
                            / scaling.get(longFactors ? "long_factor" : "short_factor")
                                    .get(i)
                                    .doubleValue();
            };
        }
        if (kind.equals("longrope")) {
            double original = number("original_max_position_embeddings");
            double factor = number("max_position_embeddings") / original;
            attentionScaling = Math.sqrt(1 + Math.log(factor) / Math.log(original));
        }
    }

    private static double llama3(double f, JsonNode scaling) {
        double factor = scaling.get("factor").doubleValue();
        double low = scaling.get("low_freq_factor").doubleValue();
        double high = scaling.get("high_freq_factor").doubleValue();
        double context = scaling.get("original_max_position_embeddings").doubleValue();
        double wavelength = 2 * Math.PI / f;
        if (wavelength < context / high) {
            return f;
        }
        if (wavelength > context / low) {
            return f / factor;
        }
        double smooth = (context / wavelength - low) / (high - low);
        return (1 - smooth) * f / factor + smooth * f;
    }
}
