package dev.heed.conformance.oracle;

import dev.heed.attention.AttentionSpec;
import dev.heed.encoder.Norm;
import dev.heed.encoder.Positions;
import dev.heed.encoder.TransformerSpec;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What encoders and decoders are made of, in float64, on sequences [tokens][width] (rule ENC-2). */
final class OracleLayers {
    private final TransformerSpec spec;
    private final Map<String, Reals> weights = new HashMap<>();

    /** The parts of a spec with all weights by canonical name. */
    OracleLayers(TransformerSpec spec, Map<String, Tensor> weights) {
        this.spec = spec;
        weights.forEach((name, tensor) -> this.weights.put(name, Reals.of(tensor)));
    }

    /** Number w of a token's row in the table, scaled. */
    double token(int id, int w) {
        return weight("embedding.token.weight").values()[id * spec.width() + w]
                * spec.embeddings().orElseThrow().scale();
    }

    /** Number w of what the position adds to the input. */
    double position(int t, int w) {
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

    /** A projection to heads, [1, heads, tokens, headWidth]. */
    Reals heads(String name, int heads, double[][] x) {
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

    /** The heads of an attention's output side by side, [tokens][heads * headWidth]. */
    double[][] joined(Reals output) {
        double[][] joined = new double[output.shape().dim(2)][spec.heads() * spec.headWidth()];
        for (int h = 0; h < spec.heads(); h++) {
            for (int t = 0; t < joined.length; t++) {
                System.arraycopy(
                        output.values(), output.at(0, h, t, 0), joined[t], h * spec.headWidth(), spec.headWidth());
            }
        }
        return joined;
    }

    /** The learned parameters of a layer's attention itself, by the attention's own names. */
    Map<String, Reals> attentionParameters(String prefix) {
        AttentionSpec attention = spec.attention();
        Map<String, Reals> parameters = new HashMap<>();
        for (String name : attention.weightShapes().keySet()) {
            parameters.put(name, weight(name.equals("bias.0.weight") ? "attention.bias.weight" : prefix + name));
        }
        return parameters;
    }

    /** The feed-forward block of layer n. */
    double[][] feedForward(int n, double[][] x) {
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

    /** W·x + b for every token. */
    double[][] linear(String name, double[][] x) {
        double[][] y = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            y[t] = OracleFunctions.linear(weight(name + ".weight"), weights.get(name + ".bias"), x[t]);
        }
        return y;
    }

    /** The spec's norm of every token. */
    double[][] normalise(String name, double[][] x) {
        return normalise(spec.norm(), name, x);
    }

    /** A norm of every vector. */
    double[][] normalise(Norm norm, String name, double[][] x) {
        @Nullable Reals bias = weights.get(name + ".bias");
        double[][] y = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            y[t] = OracleFunctions.norm(
                    norm, weight(name + ".weight").values(), bias == null ? null : bias.values(), x[t]);
        }
        return y;
    }

    /** a + b. */
    static double[][] add(double[][] a, double[][] b) {
        double[][] sum = new double[a.length][];
        for (int t = 0; t < a.length; t++) {
            sum[t] = a[t].clone();
            for (int w = 0; w < sum[t].length; w++) {
                sum[t][w] += b[t][w];
            }
        }
        return sum;
    }

    /** A weight by its canonical name. */
    Reals weight(String name) {
        Reals found = weights.get(name);
        if (found == null) {
            throw new IllegalArgumentException("weights: " + name + " is missing");
        }
        return found;
    }
}
