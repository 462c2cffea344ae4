package dev.heed.models.huggingface;

/** modeling_bart.py and modeling_marian.py, whole sequences at once. */
final class ReferenceSeq2Seq extends ReferenceMath {
    private static final double EPSILON = 1e-5;

    private final boolean marian;
    private final int width;
    private final int heads;

    ReferenceSeq2Seq(ModelFiles files) {
        super(files);
        marian = config.get("model_type").textValue().equals("marian");
        width = number("d_model");
        heads = number("encoder_attention_heads");
    }

    double[][] encode(int[] source) {
        double[][] x = embed("encoder", source);
        for (int n = 0; n < number("encoder_layers"); n++) {
            String layer = "model.encoder.layers." + n + ".";
            x = layerNorm(
                    plus(x, attention(layer + "self_attn.", x, x, (i, j) -> true)),
                    layer + "self_attn_layer_norm",
                    EPSILON);
            x = feedForward(layer, x);
        }
        return x;
    }

    double[][] logits(int[] source, int[] target) {
        double[][] memory = encode(source);
        double[][] x = embed("decoder", target);
        for (int n = 0; n < number("decoder_layers"); n++) {
            String layer = "model.decoder.layers." + n + ".";
            x = layerNorm(
                    plus(x, attention(layer + "self_attn.", x, x, (i, j) -> j <= i)),
                    layer + "self_attn_layer_norm",
                    EPSILON);
            x = layerNorm(
                    plus(x, attention(layer + "encoder_attn.", x, memory, (i, j) -> true)),
                    layer + "encoder_attn_layer_norm",
                    EPSILON);
            x = feedForward(layer, x);
        }
        double[][] head = has("lm_head.weight") ? matrix("lm_head.weight") : table("decoder");
        return plus(times(x, head), matrix("final_logits_bias")[0]);
    }

    private double[][] table(String side) {
        return matrix(has("model.shared.weight") ? "model.shared.weight" : "model." + side + ".embed_tokens.weight");
    }

    private double[][] embed(String side, int[] ids) {
        double scale = config.get("scale_embedding").booleanValue() ? Math.sqrt(width) : 1;
        double[][] x = scaled(rows(table(side), ids), scale);
        for (int t = 0; t < ids.length; t++) {
            double[] position = marian ? sinusoid(t) : matrix("model." + side + ".embed_positions.weight")[t + 2];
            for (int i = 0; i < width; i++) {
                x[t][i] += position[i];
            }
        }
        return marian ? x : layerNorm(x, "model." + side + ".layernorm_embedding", EPSILON);
    }

    /** MarianSinusoidalPositionalEmbedding: out[:, :half] = sin(angles[0::2]), out[:, half:] = cos(angles[1::2]). */
    private double[] sinusoid(int position) {
        double[] out = new double[width];
        for (int j = 0; j < width; j++) {
            double angle = position / Math.pow(10_000, 2 * (j / 2) / (double) width);
            out[j % 2 == 0 ? j / 2 : width / 2 + j / 2] = j % 2 == 0 ? Math.sin(angle) : Math.cos(angle);
        }
        return out;
    }

    private double[][] attention(String name, double[][] x, double[][] memory, Visible visible) {
        double[][] output = attend(
                linear(x, name + "q_proj"),
                linear(memory, name + "k_proj"),
                linear(memory, name + "v_proj"),
                heads,
                heads,
                Math.pow((double) width / heads, -0.5),
                0,
                visible,
                (h, i, j) -> 0);
        return linear(output, name + "out_proj");
    }

    private double[][] feedForward(String layer, double[][] x) {
        String activation = config.get("activation_function").textValue();
        double[][] inner = act(activation, linear(x, layer + "fc1"));
        return layerNorm(plus(x, linear(inner, layer + "fc2")), layer + "final_layer_norm", EPSILON);
    }
}
