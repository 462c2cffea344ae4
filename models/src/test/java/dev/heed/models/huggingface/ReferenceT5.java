package dev.heed.models.huggingface;

/** modeling_t5.py, whole sequences at once. */
final class ReferenceT5 extends ReferenceMath {
    ReferenceT5(ModelFiles files) {
        super(files);
    }

    double[][] encode(int[] source) {
        double[][] x = rows(matrix("shared.weight"), source);
        for (int n = 0; n < number("num_layers"); n++) {
            String block = "encoder.block." + n + ".layer.";
            double[][] normed = norm(x, block + "0.layer_norm");
            x = plus(x, attention(block + "0.SelfAttention.", normed, normed, (i, j) -> true, bias("encoder", true)));
            x = plus(x, feedForward(block + "1.DenseReluDense.", norm(x, block + "1.layer_norm")));
        }
        return norm(x, "encoder.final_layer_norm");
    }

    double[][] logits(int[] source, int[] target) {
        double[][] memory = encode(source);
        double[][] x = rows(matrix("shared.weight"), target);
        for (int n = 0; n < number("num_decoder_layers"); n++) {
            String block = "decoder.block." + n + ".layer.";
            double[][] normed = norm(x, block + "0.layer_norm");
            x = plus(
                    x, attention(block + "0.SelfAttention.", normed, normed, (i, j) -> j <= i, bias("decoder", false)));
            double[][] query = norm(x, block + "1.layer_norm");
            x = plus(x, attention(block + "1.EncDecAttention.", query, memory, (i, j) -> true, (h, i, j) -> 0));
            x = plus(x, feedForward(block + "2.DenseReluDense.", norm(x, block + "2.layer_norm")));
        }
        x = norm(x, "decoder.final_layer_norm");
        return has("lm_head.weight")
                ? times(x, matrix("lm_head.weight"))
                : times(scaled(x, Math.pow(number("d_model"), -0.5)), matrix("shared.weight"));
    }

    private double[][] norm(double[][] x, String name) {
        return rmsNorm(
                x, vector(name + ".weight"), config.get("layer_norm_epsilon").doubleValue(), 0);
    }

    private double[][] attention(String name, double[][] x, double[][] memory, Visible visible, Added added) {
        int heads = number("num_heads");
        double[][] output = attend(
                linear(x, name + "q"),
                linear(memory, name + "k"),
                linear(memory, name + "v"),
                heads,
                heads,
                1,
                0,
                visible,
                added);
        return linear(output, name + "o");
    }

    private double[][] feedForward(String name, double[][] x) {
        if (has(name + "wi.weight")) {
            return linear(act("relu", linear(x, name + "wi")), name + "wo");
        }
        return linear(product(act("gelu_new", linear(x, name + "wi_0")), linear(x, name + "wi_1")), name + "wo");
    }

    private Added bias(String side, boolean bidirectional) {
        double[][] table = matrix(side + ".block.0.layer.0.SelfAttention.relative_attention_bias.weight");
        return (h, i, j) -> table[bucket(j - i, bidirectional)][h];
    }

    /** _relative_position_bucket, in float32 where that is. */
    private int bucket(int relative, boolean bidirectional) {
        int buckets = number("relative_attention_num_buckets");
        int result = 0;
        int distance;
        if (bidirectional) {
            buckets /= 2;
            result = relative > 0 ? buckets : 0;
            distance = Math.abs(relative);
        } else {
            distance = -Math.min(relative, 0);
        }
        int exact = buckets / 2;
        if (distance < exact) {
            return result + distance;
        }
        float ratio = (float) Math.log((float) distance / exact)
                / (float) Math.log((double) number("relative_attention_max_distance") / exact);
        return result + Math.min(exact + (int) (ratio * (buckets - exact)), buckets - 1);
    }
}
