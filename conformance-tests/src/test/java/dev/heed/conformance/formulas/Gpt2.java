package dev.heed.conformance.formulas;

/**
 * GPT-2 as in OpenAI's {@code model.py}, with linear weights as [out, in]: 2 layers, {@code n_embd} 12, {@code n_head} 3,
 * {@code n_ctx} 16.
 */
final class Gpt2 {
    static final int VOCABULARY = 11;

    private Gpt2() {}

    static RandomWeights weights(long seed) {
        RandomWeights weights = new RandomWeights(seed)
                .add("embedding.token.weight", VOCABULARY, 12)
                .add("embedding.position.weight", 16, 12)
                .add("final.norm.weight", 12)
                .add("final.norm.bias", 12);
        for (String layer : new String[] {"layer.0.", "layer.1."}) {
            for (String linear : new String[] {"query", "key", "value", "output"}) {
                weights.add(layer + "attention." + linear + ".weight", 12, 12)
                        .add(layer + "attention." + linear + ".bias", 12);
            }
            for (String block : new String[] {"attention", "feedForward"}) {
                weights.add(layer + block + ".norm.weight", 12).add(layer + block + ".norm.bias", 12);
            }
            weights.add(layer + "feedForward.up.weight", 48, 12)
                    .add(layer + "feedForward.up.bias", 48)
                    .add(layer + "feedForward.down.weight", 12, 48)
                    .add(layer + "feedForward.down.bias", 12);
        }
        return weights;
    }

    static Matrix logits(RandomWeights w, int[] tokens) {
        Matrix wte = w.rows("embedding.token.weight", tokens);
        Matrix wpe = w.get("embedding.position.weight");
        Matrix h = Matrix.of(tokens.length, 12, (t, j) -> wte.at(t, j) + wpe.at(t, j));
        for (String layer : new String[] {"layer.0.", "layer.1."}) {
            Matrix n = norm(w, layer + "attention.norm", h);
            Matrix q = linear(w, layer + "attention.query", n);
            Matrix k = linear(w, layer + "attention.key", n);
            Matrix v = linear(w, layer + "attention.value", n);
            Matrix[] heads = new Matrix[3];
            for (int head = 0; head < 3; head++) {
                Matrix scores = q.columns(4 * head, 4)
                        .timesTransposed(k.columns(4 * head, 4))
                        .map(s -> s / 2);
                heads[head] = Llama.causal(scores).softmax().times(v.columns(4 * head, 4));
            }
            h = h.plus(linear(w, layer + "attention.output", Matrix.beside(heads)));
            Matrix inside = linear(w, layer + "feedForward.up", norm(w, layer + "feedForward.norm", h));
            h = h.plus(linear(w, layer + "feedForward.down", inside.map(Gpt2::gelu)));
        }
        return norm(w, "final.norm", h).timesTransposed(w.get("embedding.token.weight"));
    }

    static double gelu(double x) {
        return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * Math.pow(x, 3))));
    }

    private static Matrix norm(RandomWeights w, String name, Matrix x) {
        return x.layerNorm(1e-5, w.get(name + ".weight"), w.get(name + ".bias"));
    }

    private static Matrix linear(RandomWeights w, String name, Matrix x) {
        return x.timesTransposed(w.get(name + ".weight")).shifted(w.get(name + ".bias"));
    }
}
