package dev.heed.conformance.formulas;

/**
 * Llama as in Hugging Face's {@code modeling_llama.py}: 2 layers, hidden size 12, 4 heads of 4 (so 16 in all), 2
 * key/value heads, intermediate size 20, {@code rope_theta} 500, {@code rms_norm_eps} 1e-5, a head of its own.
 */
final class Llama {
    static final int VOCABULARY = 11;

    private static final int HEAD = 4;

    private Llama() {}

    static RandomWeights weights(long seed) {
        RandomWeights weights = new RandomWeights(seed)
                .add("embedding.token.weight", VOCABULARY, 12)
                .add("final.norm.weight", 12)
                .add("head.weight", VOCABULARY, 12);
        for (String layer : new String[] {"layer.0.", "layer.1."}) {
            weights.add(layer + "attention.norm.weight", 12)
                    .add(layer + "attention.query.weight", 16, 12)
                    .add(layer + "attention.key.weight", 8, 12)
                    .add(layer + "attention.value.weight", 8, 12)
                    .add(layer + "attention.output.weight", 12, 16)
                    .add(layer + "feedForward.norm.weight", 12)
                    .add(layer + "feedForward.gate.weight", 20, 12)
                    .add(layer + "feedForward.up.weight", 20, 12)
                    .add(layer + "feedForward.down.weight", 12, 20);
        }
        return weights;
    }

    static Matrix logits(RandomWeights w, int[] tokens) {
        Matrix x = w.rows("embedding.token.weight", tokens);
        for (String layer : new String[] {"layer.0.", "layer.1."}) {
            Matrix h = x.rmsNorm(1e-5, w.get(layer + "attention.norm.weight"));
            Matrix q = h.timesTransposed(w.get(layer + "attention.query.weight"));
            Matrix k = h.timesTransposed(w.get(layer + "attention.key.weight"));
            Matrix v = h.timesTransposed(w.get(layer + "attention.value.weight"));
            Matrix[] heads = new Matrix[4];
            for (int head = 0; head < 4; head++) {
                int group = head / 2;
                Matrix scores = rotate(q.columns(head * HEAD, HEAD))
                        .timesTransposed(rotate(k.columns(group * HEAD, HEAD)))
                        .map(s -> s / Math.sqrt(HEAD));
                heads[head] = causal(scores).softmax().times(v.columns(group * HEAD, HEAD));
            }
            x = x.plus(Matrix.beside(heads).timesTransposed(w.get(layer + "attention.output.weight")));
            h = x.rmsNorm(1e-5, w.get(layer + "feedForward.norm.weight"));
            Matrix gate =
                    h.timesTransposed(w.get(layer + "feedForward.gate.weight")).map(g -> g / (1 + Math.exp(-g)));
            Matrix up = h.timesTransposed(w.get(layer + "feedForward.up.weight"));
            x = x.plus(gate.with(up, (g, u) -> g * u).timesTransposed(w.get(layer + "feedForward.down.weight")));
        }
        return x.rmsNorm(1e-5, w.get("final.norm.weight")).timesTransposed(w.get("head.weight"));
    }

    /** {@code x * cos + rotate_half(x) * sin}, with the frequencies twice beside each other. */
    private static Matrix rotate(Matrix x) {
        return Matrix.of(x.rows(), HEAD, (p, w) -> {
            double angle = p / Math.pow(500, 2.0 * (w % 2) / HEAD);
            double half = w < 2 ? -x.at(p, w + 2) : x.at(p, w - 2);
            return x.at(p, w) * Math.cos(angle) + half * Math.sin(angle);
        });
    }

    static Matrix causal(Matrix scores) {
        return Matrix.of(scores.rows(), scores.columns(), (i, j) -> j > i ? Double.NEGATIVE_INFINITY : scores.at(i, j));
    }
}
