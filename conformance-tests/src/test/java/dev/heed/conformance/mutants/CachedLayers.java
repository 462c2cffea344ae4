package dev.heed.conformance.mutants;

import dev.heed.attention.Bias;
import dev.heed.conformance.oracle.OracleFunctions;
import dev.heed.conformance.oracle.OracleRope;
import dev.heed.conformance.oracle.Reals;
import dev.heed.decoder.DecoderSpec;
import dev.heed.encoder.Norm;
import dev.heed.encoder.NormPlacement;
import dev.heed.encoder.Positions;
import dev.heed.encoder.TransformerSpec;
import dev.heed.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One token through a decoder's layers, in float64, with the keys and values of those before it from a cache. */
final class CachedLayers {
    private final DecoderSpec spec;
    private final TransformerSpec body;
    private final Habits habits;
    private final Map<String, Reals> weights = new HashMap<>();

    CachedLayers(DecoderSpec spec, Map<String, Tensor> weights, Habits habits) {
        this.spec = spec;
        this.body = spec.body();
        this.habits = habits;
        weights.forEach((name, tensor) -> this.weights.put(name, Reals.of(tensor)));
    }

    /** Feeds one token to a row, and returns its logits. */
    double[] feed(CachedSession session, CachedRow row, int token, int inCall) {
        int place = row.length();
        row.grow(index -> habits.take(session.decoder(), index));
        int position = habits.position(session, row, place, inCall);
        double[] x = embed(token, position);
        for (int n = 0; n < body.layers(); n++) {
            int layer = n;
            String prefix = "layer." + n + ".";
            x = block(prefix + "attention.", x, each -> attend(row, layer, each, place, position, inCall));
            if (spec.memoryWidth().isPresent()) {
                x = block(prefix + "memory.", x, each -> attendToMemory(row, layer, each, place));
            }
            x = block(prefix + "feedForward.", x, each -> feedForward(prefix + "feedForward.", each));
        }
        return head(body.finalNorm() ? norm(body.norm(), "final.norm", x) : x);
    }

    private double[] embed(int token, int position) {
        int width = body.width();
        double[] x = weight("embedding.token.weight").slice(token * width, width);
        for (int w = 0; w < width; w++) {
            x[w] *= spec.embeddings().scale();
            if (body.positions() instanceof Positions.Sinusoidal) {
                double angle = position * Math.pow(10_000, -(w / 2) * 2.0 / width);
                x[w] += w % 2 == 0 ? Math.sin(angle) : Math.cos(angle);
            } else if (body.positions() instanceof Positions.Learned learned) {
                int at = Math.min(position + learned.offset(), learned.maxPositions() - 1);
                x[w] += weight("embedding.position.weight").values()[at * width + w];
            }
        }
        return spec.embeddings().norm() ? norm(body.norm(), "embedding.norm", x) : x;
    }

    private double[] block(String prefix, double[] x, UnaryOperator<double[]> block) {
        if (body.placement() == NormPlacement.POST) {
            return norm(body.norm(), prefix + "norm", sum(x, block.apply(x)));
        }
        double[] added = block.apply(norm(body.norm(), prefix + "norm", x));
        boolean twice = spec.outputNorms() && !prefix.endsWith("memory.");
        return sum(x, twice ? norm(body.norm(), prefix + "outputNorm", added) : added);
    }

    private double[] attend(CachedRow row, int layer, double[] x, int place, int position, int inCall) {
        String prefix = "layer." + layer + ".attention.";
        double[] query = turned(prefix + "query", x, position);
        row.put(layer, turned(prefix + "key", x, position), linear(prefix + "value", x));
        int left = spec.windows().get(layer);
        double[] mixed = mix(
                query,
                place + 1,
                key -> row.key(layer, key),
                key -> row.value(layer, key),
                key -> habits.sees(row, left, key, place, inCall),
                (head, key) -> bias(head, key - position));
        return linear(prefix + "output", mixed);
    }

    private double[] attendToMemory(CachedRow row, int layer, double[] x, int place) {
        String prefix = "layer." + layer + ".memory.";
        double[][] keys = row.memoryKeys(layer);
        double[][] values = row.memoryValues(layer);
        double[] mixed = mix(
                linear(prefix + "query", x),
                habits.memoryLength(row, place),
                key -> keys[key],
                key -> values[key],
                key -> true,
                null);
        return linear(prefix + "output", mixed);
    }

    /** A memory's keys or values in one layer, of what is past its length too. */
    double[][] project(int layer, String name, double[][] memory) {
        return Arrays.stream(memory)
                .map(each -> linear("layer." + layer + ".memory." + name, each))
                .toArray(double[][]::new);
    }

    private interface DistanceBias {
        double of(int head, int key);
    }

    private double[] mix(
            double[] query,
            int count,
            IntFunction<double[]> keys,
            IntFunction<double[]> values,
            IntPredicate seen,
            @Nullable DistanceBias bias) {
        int width = body.headWidth();
        double[] mixed = new double[body.heads() * width];
        for (int head = 0; head < body.heads(); head++) {
            int from = head / (body.heads() / body.keyValueHeads()) * width;
            double[] scores = new double[count];
            for (int key = 0; key < count; key++) {
                double score = 0;
                for (int w = 0; w < width && seen.test(key); w++) {
                    score += query[head * width + w] * keys.apply(key)[from + w];
                }
                score *= body.attention().effectiveScale();
                if (bias != null) {
                    double cap = body.softCap().orElse(Double.POSITIVE_INFINITY);
                    score = (Double.isInfinite(cap) ? score : cap * Math.tanh(score / cap)) + bias.of(head, key);
                }
                scores[key] = seen.test(key) ? score : Double.NEGATIVE_INFINITY;
            }
            double[] p = OracleFunctions.softmax(scores);
            for (int key = 0; key < count; key++) {
                for (int w = 0; w < width && seen.test(key); w++) {
                    mixed[head * width + w] += p[key] * values.apply(key)[from + w];
                }
            }
        }
        return mixed;
    }

    private double[] turned(String name, double[] x, int position) {
        double[] heads = linear(name, x);
        int width = body.headWidth();
        for (int from = 0; from < heads.length; from += width) {
            double[] one = Arrays.copyOfRange(heads, from, from + width);
            if (spec.queryKeyNorm().isPresent()) {
                one = norm(spec.queryKeyNorm().get(), name + ".norm", one);
            }
            if (body.positions() instanceof Positions.Rotary rotary) {
                one = OracleRope.rotate(rotary.rope(), one, position);
            }
            System.arraycopy(one, 0, heads, from, width);
        }
        return heads;
    }

    private double bias(int head, int distance) {
        if (!(body.positions() instanceof Positions.Biased biased)) {
            return 0;
        }
        return biased.bias().match(new Bias.Cases<Double>() {
            @Override
            public Double alibi(Bias.Alibi alibi) {
                return -alibi.slopes().get(head) * Math.abs(distance);
            }

            @Override
            public Double relativeBuckets(Bias.RelativeBuckets buckets) {
                return weight("attention.bias.weight").values()[buckets.bucket(distance) * body.heads() + head];
            }

            @Override
            public Double relativeOffsets(Bias.RelativeOffsets offsets) {
                return weight("attention.bias.weight").values()[offsets.row(distance) * body.heads() + head];
            }
        });
    }

    private double[] feedForward(String prefix, double[] x) {
        double[] up = linear(prefix + "up", x);
        double[] gate = body.activation().gated() ? linear(prefix + "gate", x) : up;
        double[] inside = new double[up.length];
        for (int w = 0; w < up.length; w++) {
            double activated = OracleFunctions.activation(body.activation(), gate[w]);
            inside[w] = body.activation().gated() ? activated * up[w] : activated;
        }
        return linear(prefix + "down", inside);
    }

    private double[] head(double[] x) {
        double[] scaled =
                Arrays.stream(x).map(each -> each * spec.head().scale()).toArray();
        Reals table = weight(spec.head().tied() ? "embedding.token.weight" : "head.weight");
        double[] logits = OracleFunctions.linear(table, weights.get("head.bias"), scaled);
        spec.head().softCap().ifPresent(cap -> Arrays.setAll(logits, v -> cap * Math.tanh(logits[v] / cap)));
        return logits;
    }

    private double[] linear(String name, double[] x) {
        return OracleFunctions.linear(weight(name + ".weight"), weights.get(name + ".bias"), x);
    }

    private double[] norm(Norm norm, String name, double[] x) {
        @Nullable Reals bias = weights.get(name + ".bias");
        return OracleFunctions.norm(norm, weight(name + ".weight").values(), bias == null ? null : bias.values(), x);
    }

    private Reals weight(String name) {
        return Objects.requireNonNull(weights.get(name), name);
    }

    private static double[] sum(double[] a, double[] b) {
        double[] sum = a.clone();
        Arrays.setAll(sum, w -> a[w] + b[w]);
        return sum;
    }
}
