package dev.heed.conformance.formulas;

/**
 * Gemma 2 as in Hugging Face's {@code modeling_gemma2.py}, with norms' weights as they act (1 + what the files hold): 2
 * layers, of which the first sees 3 tokens ({@code sliding_window}); hidden size 12, 2 heads of 6 over 1 key/value head,
 * {@code query_pre_attn_scalar} 9, soft caps 2 and 3, intermediate size 20.
 */
final class Gemma2 {
    static final int VOCABULARY = 11;

    private static final int HEAD = 6;

    private Gemma2() {}

    static RandomWeights weights(long seed) {
        RandomWeights weights = new RandomWeights(seed)
                .add("embedding.token.weight", VOCABULARY, 12)
                .add("final.norm.weight", 12);
        for (String layer : new String[] {"layer.0.", "layer.1."}) {
            for (String block : new String[] {"attention.", "feedForward."}) {
                weights.add(layer + block + "norm.weight", 12).add(layer + block + "outputNorm.weight", 12);
            }
            weights.add(layer + "attention.query.weight", 12, 12)
                    .add(layer + "attention.key.weight", 6, 12)
                    .add(layer + "attention.value.weight", 6, 12)
                    .add(layer + "attention.output.weight", 12, 12)
                    .add(layer + "feedForward.gate.weight", 20, 12)
                    .add(layer + "feedForward.up.weight", 20, 12)
                    .add(layer + "feedForward.down.weight", 12, 20);
        }
        return weights;
    }

    static Matrix logits(RandomWeights w, int[] tokens) {
        Matrix x = w.rows("embedding.token.weight", tokens).map(each -> each * Math.sqrt(12));
        for (int n = 0; n < 2; n++) {
            String layer = "layer." + n + ".";
            Matrix h = x.rmsNorm(1e-6, w.get(layer + "attention.norm.weight"));
            Matrix q = h.timesTransposed(w.get(layer + "attention.query.weight"));
            Matrix k = rotate(h.timesTransposed(w.get(layer + "attention.key.weight")));
            Matrix v = h.timesTransposed(w.get(layer + "attention.value.weight"));
            int window = n == 0 ? 3 : tokens.length;
            Matrix[] heads = new Matrix[2];
            for (int head = 0; head < 2; head++) {
                Matrix scores = rotate(q.columns(head * HEAD, HEAD))
                        .timesTransposed(k)
                        .map(s -> 2 * Math.tanh(s / Math.sqrt(9) / 2));
                heads[head] = Matrix.of(
                                scores.rows(),
                                scores.columns(),
                                (i, j) -> j > i || j <= i - window ? Double.NEGATIVE_INFINITY : scores.at(i, j))
                        .softmax()
                        .times(v);
            }
            Matrix attended = Matrix.beside(heads).timesTransposed(w.get(layer + "attention.output.weight"));
            x = x.plus(attended.rmsNorm(1e-6, w.get(layer + "attention.outputNorm.weight")));
            h = x.rmsNorm(1e-6, w.get(layer + "feedForward.norm.weight"));
            Matrix gate =
                    h.timesTransposed(w.get(layer + "feedForward.gate.weight")).map(Gpt2::gelu);
            Matrix up = h.timesTransposed(w.get(layer + "feedForward.up.weight"));
            Matrix fed = gate.with(up, (g, u) -> g * u).timesTransposed(w.get(layer + "feedForward.down.weight"));
            x = x.plus(fed.rmsNorm(1e-6, w.get(layer + "feedForward.outputNorm.weight")));
        }
        return x.rmsNorm(1e-6, w.get("final.norm.weight"))
                .timesTransposed(w.get("embedding.token.weight"))
                .map(logit -> 3 * Math.tanh(logit / 3));
    }

    private static Matrix rotate(Matrix x) {
        return Matrix.of(x.rows(), HEAD, (p, w) -> {
            double angle = p * Math.pow(10_000, -(w % 3) / 3.0);
            double half = w < 3 ? -x.at(p, w + 3) : x.at(p, w - 3);
            return x.at(p, w) * Math.cos(angle) + half * Math.sin(angle);
        });
    }
}
