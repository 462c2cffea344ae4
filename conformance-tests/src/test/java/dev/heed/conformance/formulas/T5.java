package dev.heed.conformance.formulas;

/**
 * The decoder of T5 as in Hugging Face's {@code modeling_t5.py}: 2 layers, {@code d_model} 12, 3 heads of 5, {@code d_ff}
 * 20 with ReLU, 8 buckets up to a distance of 20, tied embeddings.
 */
final class T5 {
    static final int VOCABULARY = 11;

    private static final int HEAD = 5;

    private T5() {}

    static RandomWeights weights(long seed) {
        RandomWeights weights = new RandomWeights(seed)
                .add("embedding.token.weight", VOCABULARY, 12)
                .add("attention.bias.weight", 8, 3)
                .add("final.norm.weight", 12);
        for (String layer : new String[] {"layer.0.", "layer.1."}) {
            for (String block : new String[] {"attention.", "memory."}) {
                weights.add(layer + block + "norm.weight", 12)
                        .add(layer + block + "query.weight", 15, 12)
                        .add(layer + block + "key.weight", 15, 12)
                        .add(layer + block + "value.weight", 15, 12)
                        .add(layer + block + "output.weight", 12, 15);
            }
            weights.add(layer + "feedForward.norm.weight", 12)
                    .add(layer + "feedForward.up.weight", 20, 12)
                    .add(layer + "feedForward.down.weight", 12, 20);
        }
        return weights;
    }

    static Matrix logits(RandomWeights w, int[] tokens, Matrix encoded) {
        Matrix x = w.rows("embedding.token.weight", tokens);
        Matrix table = w.get("attention.bias.weight");
        for (String layer : new String[] {"layer.0.", "layer.1."}) {
            Matrix h = x.rmsNorm(1e-6, w.get(layer + "attention.norm.weight"));
            x = x.plus(attend(
                    w,
                    layer + "attention.",
                    h,
                    h,
                    (head, i, j) -> j > i ? Double.NEGATIVE_INFINITY : table.at(bucket(i - j), head)));
            h = x.rmsNorm(1e-6, w.get(layer + "memory.norm.weight"));
            x = x.plus(attend(w, layer + "memory.", h, encoded, (head, i, j) -> 0));
            h = x.rmsNorm(1e-6, w.get(layer + "feedForward.norm.weight"));
            x = x.plus(h.timesTransposed(w.get(layer + "feedForward.up.weight"))
                    .map(each -> Math.max(0, each))
                    .timesTransposed(w.get(layer + "feedForward.down.weight")));
        }
        return x.rmsNorm(1e-6, w.get("final.norm.weight"))
                .map(each -> each * Math.pow(12, -0.5))
                .timesTransposed(w.get("embedding.token.weight"));
    }

    /** What is added to the score of query i and key j. */
    private interface PositionBias {
        double of(int head, int i, int j);
    }

    private static Matrix attend(RandomWeights w, String block, Matrix x, Matrix seen, PositionBias bias) {
        Matrix q = x.timesTransposed(w.get(block + "query.weight"));
        Matrix k = seen.timesTransposed(w.get(block + "key.weight"));
        Matrix v = seen.timesTransposed(w.get(block + "value.weight"));
        Matrix[] heads = new Matrix[3];
        for (int h = 0; h < 3; h++) {
            int head = h;
            Matrix scores = q.columns(h * HEAD, HEAD).timesTransposed(k.columns(h * HEAD, HEAD));
            heads[h] = Matrix.of(scores.rows(), scores.columns(), (i, j) -> scores.at(i, j) + bias.of(head, i, j))
                    .softmax()
                    .times(v.columns(h * HEAD, HEAD));
        }
        return Matrix.beside(heads).timesTransposed(w.get(block + "output.weight"));
    }

    /** {@code _relative_position_bucket} of a key so far behind, in one direction. */
    private static int bucket(int behind) {
        if (behind < 4) {
            return behind;
        }
        return Math.min(7, 4 + (int) (Math.log(behind / 4.0) / Math.log(20 / 4.0) * 4));
    }
}
