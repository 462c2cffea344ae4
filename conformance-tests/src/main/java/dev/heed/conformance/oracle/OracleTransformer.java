package dev.heed.conformance.oracle;

import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Mask;
import dev.heed.encoder.EncoderInputs;
import dev.heed.encoder.NormPlacement;
import dev.heed.encoder.Positions;
import dev.heed.encoder.TransformerSpec;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A Transformer encoder in float64, one sequence and one token at a time (rule ENC-2). */
public final class OracleTransformer {
    private final TransformerSpec spec;
    private final Map<String, Reals> weights = new HashMap<>();

    /** An encoder with its weights by canonical name, all of them. */
    public OracleTransformer(TransformerSpec spec, Map<String, Tensor> weights) {
        this.spec = spec;
        weights.forEach((name, tensor) -> this.weights.put(name, Reals.of(tensor)));
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
                x = normalise("final.norm", x);
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
                x[t][w] = input(inputs, at, w) + position(t, w);
            }
        }
        boolean normalised =
                spec.embeddings().isPresent() && spec.embeddings().get().norm();
        return normalised ? normalise("embedding.norm", x) : x;
    }

    private double input(EncoderInputs inputs, int at, int w) {
        if (spec.embeddings().isEmpty()) {
            return inputs.input().floats().get(at * spec.width() + w);
        }
        int token = (int) inputs.input().toLongArray()[at];
        double sum = weight("embedding.token.weight").values()[token * spec.width() + w]
                * spec.embeddings().get().scale();
        if (spec.embeddings().get().segments() > 0) {
            int segment = inputs.segments().isEmpty()
                    ? 0
                    : (int) inputs.segments().get().toLongArray()[at];
            sum += weight("embedding.segment.weight").values()[segment * spec.width() + w];
        }
        return sum;
    }

    private double position(int t, int w) {
        return spec.positions().match(new Positions.Cases<>() {
            @Override
            public Double none(Positions.None none) {
                return 0.0;
            }

            @Override
            public Double sinusoidal(Positions.Sinusoidal sinusoidal) {
                double angle = t / Math.pow(10_000, (w - w % 2) / (double) spec.width());
                return w % 2 == 0 ? Math.sin(angle) : Math.cos(angle);
            }

            @Override
            public Double learned(Positions.Learned learned) {
                int row = t + learned.offset();
                return weight("embedding.position.weight").values()[row * spec.width() + w];
            }

            @Override
            public Double rotary(Positions.Rotary rotary) {
                return 0.0;
            }

            @Override
            public Double biased(Positions.Biased biased) {
                return 0.0;
            }
        });
    }

    private double[][] layer(int n, double[][] x, Reals attentionWeights, int b) {
        String attention = "layer." + n + ".attention.norm";
        String feedForward = "layer." + n + ".feedForward.norm";
        if (spec.placement() == NormPlacement.PRE) {
            double[][] y = add(x, attend(n, normalise(attention, x), attentionWeights, b));
            return add(y, feedForward(n, normalise(feedForward, y)));
        }
        double[][] y = normalise(attention, add(x, attend(n, x, attentionWeights, b)));
        return normalise(feedForward, add(y, feedForward(n, y)));
    }

    private double[][] attend(int n, double[][] x, Reals attentionWeights, int b) {
        String prefix = "layer." + n + ".attention.";
        Reals query = heads(prefix + "query", spec.heads(), x);
        Reals key = heads(prefix + "key", spec.keyValueHeads(), x);
        Reals value = heads(prefix + "value", spec.keyValueHeads(), x);
        OracleAttention.Result result = new OracleAttention(spec.attention(), attentionParameters(prefix))
                .apply(query, key, value, Mask.none(), List.of(), Optional.empty(), Optional.empty());
        double[][] joined = new double[x.length][spec.heads() * spec.headWidth()];
        for (int h = 0; h < spec.heads(); h++) {
            for (int t = 0; t < x.length; t++) {
                for (int w = 0; w < spec.headWidth(); w++) {
                    joined[t][h * spec.headWidth() + w] =
                            result.output().values()[result.output().at(0, h, t, w)];
                }
                for (int j = 0; j < x.length; j++) {
                    attentionWeights.values()[attentionWeights.at(b, h, t, j)] =
                            result.weights().values()[result.weights().at(0, h, t, j)];
                }
            }
        }
        return linear(prefix + "output", joined);
    }

    private Reals heads(String name, int heads, double[][] x) {
        Reals split = Reals.zeros(Shape.of(1, heads, x.length, spec.headWidth()));
        double[][] projected = linear(name, x);
        for (int t = 0; t < x.length; t++) {
            for (int h = 0; h < heads; h++) {
                System.arraycopy(
                        projected[t], h * spec.headWidth(), split.values(), split.at(0, h, t, 0), spec.headWidth());
            }
        }
        return split;
    }

    private Map<String, Reals> attentionParameters(String prefix) {
        AttentionSpec attention = spec.attention();
        Map<String, Reals> parameters = new HashMap<>();
        for (String name : attention.weightShapes().keySet()) {
            parameters.put(name, weight(name.equals("bias.0.weight") ? "attention.bias.weight" : prefix + name));
        }
        return parameters;
    }

    private double[][] feedForward(int n, double[][] x) {
        String prefix = "layer." + n + ".feedForward.";
        double[][] up = linear(prefix + "up", x);
        double[][] gate = spec.activation().gated() ? linear(prefix + "gate", x) : up;
        for (int t = 0; t < x.length; t++) {
            for (int w = 0; w < spec.feedForwardWidth(); w++) {
                double activated = OracleFunctions.activation(spec.activation(), gate[t][w]);
                up[t][w] = spec.activation().gated() ? activated * up[t][w] : activated;
            }
        }
        return linear(prefix + "down", up);
    }

    private double[][] linear(String name, double[][] x) {
        double[][] y = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            y[t] = OracleFunctions.linear(weight(name + ".weight"), weights.get(name + ".bias"), x[t]);
        }
        return y;
    }

    private double[][] normalise(String name, double[][] x) {
        @Nullable Reals bias = weights.get(name + ".bias");
        double[][] y = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            y[t] = OracleFunctions.norm(
                    spec.norm(), weight(name + ".weight").values(), bias == null ? null : bias.values(), x[t]);
        }
        return y;
    }

    private static double[][] add(double[][] a, double[][] b) {
        double[][] sum = new double[a.length][];
        for (int t = 0; t < a.length; t++) {
            sum[t] = a[t].clone();
            for (int w = 0; w < sum[t].length; w++) {
                sum[t][w] += b[t][w];
            }
        }
        return sum;
    }

    private Reals weight(String name) {
        Reals found = weights.get(name);
        if (found == null) {
            throw new IllegalArgumentException("weights: " + name + " is missing");
        }
        return found;
    }
}
