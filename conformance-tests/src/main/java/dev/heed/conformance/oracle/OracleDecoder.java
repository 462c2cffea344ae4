package dev.heed.conformance.oracle;

import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Mask;
import dev.heed.attention.Score;
import dev.heed.decoder.DecoderSpec;
import dev.heed.encoder.NormPlacement;
import dev.heed.encoder.TransformerSpec;
import dev.heed.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A Transformer decoder in float64: one sequence, all of its tokens at once, no cache. That is what rules DEC-1 and
 * DEC-2 compare with.
 */
public final class OracleDecoder {
    private final DecoderSpec spec;
    private final TransformerSpec body;
    private final OracleLayers layers;

    /** A decoder with its weights by canonical name, all of them. */
    public OracleDecoder(DecoderSpec spec, Map<String, Tensor> weights) {
        this.spec = spec;
        this.body = spec.body();
        this.layers = new OracleLayers(body, weights);
    }

    /**
     * The logits after each token, [tokens][vocabulary].
     *
     * @param tokens the whole sequence
     * @param memory what its layers attend to besides, [length][memoryWidth]; ignored by a decoder without memory
     */
    public double[][] logits(int[] tokens, double[][] memory) {
        double[][] x = embed(tokens);
        for (int n = 0; n < body.layers(); n++) {
            x = layer(n, x, memory);
        }
        if (body.finalNorm()) {
            x = layers.normalise("final.norm", x);
        }
        double[][] logits = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            logits[t] = head(x[t]);
        }
        return logits;
    }

    private double[][] embed(int[] tokens) {
        double[][] x = new double[tokens.length][body.width()];
        for (int t = 0; t < tokens.length; t++) {
            for (int w = 0; w < body.width(); w++) {
                x[t][w] = layers.token(tokens[t], w) + layers.position(t, w);
            }
        }
        return spec.embeddings().norm() ? layers.normalise("embedding.norm", x) : x;
    }

    private double[][] layer(int n, double[][] x, double[][] memory) {
        String prefix = "layer." + n + ".";
        double[][] y = block(prefix + "attention.", x, each -> attendToItself(n, each));
        if (spec.memoryWidth().isPresent()) {
            y = block(prefix + "memory.", y, each -> attendTo(memory, prefix + "memory.", each));
        }
        return block(prefix + "feedForward.", y, each -> layers.feedForward(n, each));
    }

    /** x + block(norm(x)), perhaps with one more norm of what is added; or norm(x + block(x)). */
    private double[][] block(String prefix, double[][] x, UnaryOperator<double[][]> block) {
        if (body.placement() == NormPlacement.POST) {
            return layers.normalise(prefix + "norm", OracleLayers.add(x, block.apply(x)));
        }
        double[][] added = block.apply(layers.normalise(prefix + "norm", x));
        boolean ofItself = !prefix.endsWith("memory.");
        return OracleLayers.add(
                x, spec.outputNorms() && ofItself ? layers.normalise(prefix + "outputNorm", added) : added);
    }

    private double[][] attendToItself(int n, double[][] x) {
        String prefix = "layer." + n + ".attention.";
        int left = spec.windows().get(n);
        Mask mask = left == Mask.UNBOUNDED ? Mask.causal() : Mask.window(left, 0);
        Reals query = normalised(prefix + "query.norm", layers.heads(prefix + "query", body.heads(), x));
        Reals key = normalised(prefix + "key.norm", layers.heads(prefix + "key", body.keyValueHeads(), x));
        Reals value = layers.heads(prefix + "value", body.keyValueHeads(), x);
        OracleAttention attention = new OracleAttention(body.attention(), layers.attentionParameters(prefix));
        return output(prefix, attention, query, key, value, mask);
    }

    /** Every head of query or key normalised over its own width. */
    private Reals normalised(String name, Reals heads) {
        if (spec.queryKeyNorm().isEmpty()) {
            return heads;
        }
        int width = body.headWidth();
        Reals result = Reals.zeros(heads.shape());
        for (int from = 0; from < heads.values().length; from += width) {
            double[][] one = {heads.slice(from, width)};
            double[][] norm = layers.normalise(spec.queryKeyNorm().get(), name, one);
            System.arraycopy(norm[0], 0, result.values(), from, width);
        }
        return result;
    }

    /** Attention of every token to all of the memory: no mask, no rotation, no bias by distance. */
    private double[][] attendTo(double[][] memory, String prefix, double[][] x) {
        AttentionSpec plain = AttentionSpec.builder(body.heads(), body.headWidth())
                .keyValueHeads(body.keyValueHeads())
                .score(new Score.ScaledDot())
                .scale(body.attention().effectiveScale())
                .build();
        Reals query = layers.heads(prefix + "query", body.heads(), x);
        Reals key = layers.heads(prefix + "key", body.keyValueHeads(), memory);
        Reals value = layers.heads(prefix + "value", body.keyValueHeads(), memory);
        return output(prefix, new OracleAttention(plain, Map.of()), query, key, value, Mask.none());
    }

    private double[][] output(
            String prefix, OracleAttention attention, Reals query, Reals key, Reals value, Mask mask) {
        Reals mixed = attention
                .apply(query, key, value, mask, List.of(), Optional.empty(), Optional.empty())
                .output();
        return layers.linear(prefix + "output", layers.joined(mixed));
    }

    private double[] head(double[] state) {
        double[] scaled = state.clone();
        for (int w = 0; w < scaled.length; w++) {
            scaled[w] *= spec.head().scale();
        }
        Reals table = layers.weight(spec.head().tied() ? "embedding.token.weight" : "head.weight");
        double[] logits = OracleFunctions.linear(table, spec.head().bias() ? layers.weight("head.bias") : null, scaled);
        if (spec.head().softCap().isPresent()) {
            double cap = spec.head().softCap().getAsDouble();
            for (int v = 0; v < logits.length; v++) {
                logits[v] = cap * Math.tanh(logits[v] / cap);
            }
        }
        return logits;
    }
}
