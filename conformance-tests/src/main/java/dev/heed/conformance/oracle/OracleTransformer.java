package dev.heed.conformance.oracle;

import dev.heed.attention.Mask;
import dev.heed.encoder.EncoderInputs;
import dev.heed.encoder.NormPlacement;
import dev.heed.encoder.TransformerSpec;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A Transformer encoder in float64, one sequence and one token at a time (rule ENC-2). */
public final class OracleTransformer {
    private final TransformerSpec spec;
    private final OracleLayers layers;

    /** An encoder with its weights by canonical name, all of them. */
    public OracleTransformer(TransformerSpec spec, Map<String, Tensor> weights) {
        this.spec = spec;
        this.layers = new OracleLayers(spec, weights);
    }

    /**
     * Everything that could be returned; zeros past the length of a sequence.
     *
     * @param states [B, T, width]
     * @param hiddenStates the input of the first layer and the output of each
     * @param attentionWeights of each layer, [B, heads, T, T]
     */
    public record Result(Reals states, List<Reals> hiddenStates, List<Reals> attentionWeights) {}

    /** Runs it on what a backend gets, each sequence alone and without its padding. */
    public Result encode(EncoderInputs inputs) {
        int batch = inputs.input().shape().dim(0);
        int longest = inputs.input().shape().dim(1);
        Reals states = Reals.zeros(Shape.of(batch, longest, spec.width()));
        List<Reals> hiddenStates = new ArrayList<>();
        List<Reals> attentionWeights = new ArrayList<>();
        for (int n = 0; n <= spec.layers(); n++) {
            hiddenStates.add(Reals.zeros(states.shape()));
        }
        for (int n = 0; n < spec.layers(); n++) {
            attentionWeights.add(Reals.zeros(Shape.of(batch, spec.heads(), longest, longest)));
        }
        for (int b = 0; b < batch; b++) {
            int length = inputs.lengths().isEmpty() ? longest : inputs.lengths().get(b);
            double[][] x = embed(inputs, b, length);
            copy(x, hiddenStates.get(0), b);
            for (int n = 0; n < spec.layers(); n++) {
                x = layer(n, x, attentionWeights.get(n), b);
                copy(x, hiddenStates.get(n + 1), b);
            }
            if (spec.finalNorm()) {
                x = layers.normalise("final.norm", x);
            }
            copy(x, states, b);
        }
        return new Result(states, hiddenStates, attentionWeights);
    }

    private static void copy(double[][] sequence, Reals target, int b) {
        for (int t = 0; t < sequence.length; t++) {
            System.arraycopy(sequence[t], 0, target.values(), target.at(b, t, 0), sequence[t].length);
        }
    }

    private double[][] embed(EncoderInputs inputs, int b, int length) {
        double[][] x = new double[length][spec.width()];
        for (int t = 0; t < length; t++) {
            int at = b * inputs.input().shape().dim(1) + t;
            for (int w = 0; w < spec.width(); w++) {
                x[t][w] = input(inputs, at, w) + layers.position(t, w);
            }
        }
        boolean normalised =
                spec.embeddings().isPresent() && spec.embeddings().get().norm();
        return normalised ? layers.normalise("embedding.norm", x) : x;
    }

    private double input(EncoderInputs inputs, int at, int w) {
        if (spec.embeddings().isEmpty()) {
            return inputs.input().floats().get(at * spec.width() + w);
        }
        int token = (int) inputs.input().toLongArray()[at];
        double sum = layers.token(token, w);
        if (spec.embeddings().get().segments() > 0) {
            int segment = inputs.segments().isEmpty()
                    ? 0
                    : (int) inputs.segments().get().toLongArray()[at];
            sum += layers.weight("embedding.segment.weight").values()[segment * spec.width() + w];
        }
        return sum;
    }

    private double[][] layer(int n, double[][] x, Reals attentionWeights, int b) {
        String attention = "layer." + n + ".attention.norm";
        String feedForward = "layer." + n + ".feedForward.norm";
        if (spec.placement() == NormPlacement.PRE) {
            double[][] y = OracleLayers.add(x, attend(n, layers.normalise(attention, x), attentionWeights, b));
            return OracleLayers.add(y, layers.feedForward(n, layers.normalise(feedForward, y)));
        }
        double[][] y = layers.normalise(attention, OracleLayers.add(x, attend(n, x, attentionWeights, b)));
        return layers.normalise(feedForward, OracleLayers.add(y, layers.feedForward(n, y)));
    }

    private double[][] attend(int n, double[][] x, Reals attentionWeights, int b) {
        String prefix = "layer." + n + ".attention.";
        Reals query = layers.heads(prefix + "query", spec.heads(), x);
        Reals key = layers.heads(prefix + "key", spec.keyValueHeads(), x);
        Reals value = layers.heads(prefix + "value", spec.keyValueHeads(), x);
        OracleAttention.Result result = new OracleAttention(spec.attention(), layers.attentionParameters(prefix))
                .apply(query, key, value, Mask.none(), List.of(), Optional.empty(), Optional.empty());
        for (int h = 0; h < spec.heads(); h++) {
            for (int t = 0; t < x.length; t++) {
                for (int j = 0; j < x.length; j++) {
                    attentionWeights.values()[attentionWeights.at(b, h, t, j)] =
                            result.weights().values()[result.weights().at(0, h, t, j)];
                }
            }
        }
        return layers.linear(prefix + "output", layers.joined(result.output()));
    }
}
