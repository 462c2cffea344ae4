package dev.heed.conformance.oracle;

import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Bias;
import dev.heed.attention.Mask;
import dev.heed.attention.ScoreStage;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Attention in float64, one query at a time (rules ATT-1 to ATT-18). */
public final class OracleAttention {
    private final AttentionSpec spec;
    private final Map<String, Reals> weights;

    /** An attention with its learned parameters by name. */
    public OracleAttention(AttentionSpec spec, Map<String, Reals> weights) {
        this.spec = spec;
        this.weights = weights;
    }

    /** An attention with its learned parameters as a backend gets them. */
    public static OracleAttention of(AttentionSpec spec, Map<String, Tensor> weights) {
        Map<String, Reals> reals = new HashMap<>();
        weights.forEach((name, tensor) -> reals.put(name, Reals.of(tensor)));
        return new OracleAttention(spec, reals);
    }

    /**
     * Everything that could be returned.
     *
     * @param output [B, heads, Tq, valueWidth]
     * @param weights after the softmax, [B, heads, Tq, Tk]
     * @param scores of each stage, [B, heads, Tq, Tk]
     */
    public record Result(Reals output, Reals weights, Map<ScoreStage, Reals> scores) {
        /** The scores of one stage. */
        public Reals scores(ScoreStage stage) {
            return Objects.requireNonNull(scores.get(stage));
        }
    }

    /** Runs it on what a backend gets. */
    public Result apply(AttentionInputs inputs) {
        return apply(
                Reals.of(inputs.query()),
                Reals.of(inputs.key()),
                Reals.of(inputs.value()),
                inputs.mask(),
                inputs.queryLengths(),
                inputs.queryPositions(),
                inputs.keyPositions());
    }

    /** Runs it on numbers in float64. */
    public Result apply(
            Reals query,
            Reals key,
            Reals value,
            Mask callMask,
            List<Integer> queryLengths,
            Optional<Tensor> queryPositions,
            Optional<Tensor> keyPositions) {
        int batch = query.shape().dim(0);
        int queries = query.shape().dim(2);
        int keys = key.shape().dim(2);
        Shape square = Shape.of(batch, spec.heads(), queries, keys);
        OracleMask mask = new OracleMask(spec.mask().and(callMask), square, queryLengths);
        Reals output = Reals.zeros(Shape.of(batch, spec.heads(), queries, spec.valueWidth()));
        Reals attention = Reals.zeros(square);
        Reals scaledScores = Reals.zeros(square);
        Reals cappedScores = Reals.zeros(square);
        Reals maskedScores = Reals.zeros(square);
        for (int b = 0; b < batch; b++) {
            for (int h = 0; h < spec.heads(); h++) {
                int keyHead = h / (spec.heads() / spec.keyValueHeads());
                double[][] k = new double[keys][];
                for (int j = 0; j < keys; j++) {
                    double[] unrotated = key.slice(key.at(b, keyHead, j, 0), spec.headWidth());
                    k[j] = rotate(unrotated, position(keyPositions, keys, b, j, j));
                }
                for (int i = 0; i < queries; i++) {
                    double[] q = query.slice(query.at(b, h, i, 0), spec.headWidth());
                    q = rotate(q, position(queryPositions, queries, b, i, mask.position(b, i)));
                    double[] masked = new double[keys];
                    for (int j = 0; j < keys; j++) {
                        double scaled =
                                spec.score().match(new OracleScore(weights, h, q, k[j])) * spec.effectiveScale();
                        double capped = cap(scaled);
                        double addend = mask.addend(b, h, i, j);
                        masked[j] = addend == Double.NEGATIVE_INFINITY
                                ? addend
                                : capped + biases(h, j - mask.position(b, i)) + addend;
                        int at = attention.at(b, h, i, j);
                        scaledScores.values()[at] = scaled;
                        cappedScores.values()[at] = capped;
                        maskedScores.values()[at] = masked[j];
                    }
                    double[] p = OracleFunctions.softmax(masked);
                    for (int j = 0; j < keys; j++) {
                        attention.values()[attention.at(b, h, i, j)] = p[j];
                        // What is excluded is not multiplied by 0 but left out: 0 · NaN would leak (rule ATT-6).
                        if (masked[j] > Double.NEGATIVE_INFINITY || Double.isNaN(masked[j])) {
                            for (int w = 0; w < spec.valueWidth(); w++) {
                                output.values()[output.at(b, h, i, w)] +=
                                        p[j] * value.values()[value.at(b, keyHead, j, w)];
                            }
                        }
                    }
                }
            }
        }
        return new Result(
                output,
                attention,
                Map.of(
                        ScoreStage.SCALED, scaledScores,
                        ScoreStage.CAPPED, cappedScores,
                        ScoreStage.MASKED, maskedScores));
    }

    private double[] rotate(double[] x, long position) {
        return spec.rope().map(rope -> OracleRope.rotate(rope, x, position)).orElse(x);
    }

    private static long position(Optional<Tensor> given, int length, int b, int index, int counted) {
        if (given.isEmpty()) {
            return counted;
        }
        long[] positions = given.get().toLongArray();
        return given.get().shape().rank() == 1 ? positions[index] : positions[b * length + index];
    }

    /** c · tanh(score / c), Gemma 2's soft cap. */
    private double cap(double score) {
        if (spec.softCap().isEmpty()) {
            return score;
        }
        double cap = spec.softCap().getAsDouble();
        return cap * Math.tanh(score / cap);
    }

    private double biases(int h, int distance) {
        double sum = 0;
        for (int n = 0; n < spec.biases().size(); n++) {
            Bias bias = spec.biases().get(n);
            Reals table = weights.getOrDefault("bias." + n + ".weight", Reals.zeros(Shape.of(0)));
            sum += bias.match(new OracleBias(table, h, distance));
        }
        return sum;
    }
}
