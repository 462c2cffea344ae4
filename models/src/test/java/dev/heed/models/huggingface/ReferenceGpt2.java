package dev.heed.models.huggingface;

/** modeling_gpt2.py, whole sequences at once. */
final class ReferenceGpt2 extends ReferenceMath {
    private final String prefix;

    ReferenceGpt2(ModelFiles files, String prefix) {
        super(files);
        this.prefix = prefix;
    }

    double[][] logits(int[] ids) {
        double[][] table = matrix(prefix + "wte.weight");
        double[][] x = rows(table, ids);
        for (int t = 0; t < x.length; t++) {
            x[t] = plus(new double[][] {x[t]}, matrix(prefix + "wpe.weight")[t])[0];
        }
        for (int n = 0; n < number("n_layer"); n++) {
            String layer = prefix + "h." + n + ".";
            x = plus(x, attention(layer + "attn.", layerNorm(x, layer + "ln_1", 1e-5)));
            double[][] inner = conv1d(layerNorm(x, layer + "ln_2", 1e-5), layer + "mlp.c_fc");
            x = plus(x, conv1d(act("gelu_new", inner), layer + "mlp.c_proj"));
        }
        return times(layerNorm(x, prefix + "ln_f", 1e-5), table);
    }

    private double[][] attention(String layer, double[][] x) {
        int width = x[0].length;
        int heads = number("n_head");
        double[][] all = conv1d(x, layer + "c_attn");
        double[][] output = attend(
                slice(all, 0, width),
                slice(all, width, 2 * width),
                slice(all, 2 * width, 3 * width),
                heads,
                heads,
                1 / Math.sqrt((double) width / heads),
                0,
                (i, j) -> j <= i,
                (h, i, j) -> 0);
        return conv1d(output, layer + "c_proj");
    }

    /** x W + b, W [in, out]. */
    private double[][] conv1d(double[][] x, String name) {
        double[][] w = matrix(name + ".weight");
        double[] b = vector(name + ".bias");
        double[][] y = new double[x.length][b.length];
        for (int t = 0; t < x.length; t++) {
            for (int o = 0; o < b.length; o++) {
                y[t][o] = b[o];
                for (int i = 0; i < w.length; i++) {
                    y[t][o] += x[t][i] * w[i][o];
                }
            }
        }
        return y;
    }
}
