package dev.heed.djl;

import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Bias;
import dev.heed.encoder.TransformerSpec;
import dev.heed.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The biases of an attention: what each head adds at a distance, all of them together (rule ATT-12). */
final class DistanceBias {
    private final int heads;
    private final List<Bias> biases;
    private final List<double[]> tables;

    private DistanceBias(int heads, List<Bias> biases, List<double[]> tables) {
        this.heads = heads;
        this.biases = biases;
        this.tables = tables;
    }

    /** Those of an attention; learned tables are among the weights under {@code bias.N.weight}. */
    static DistanceBias of(AttentionSpec spec, Map<String, Tensor> weights) {
        List<double[]> tables = IntStream.range(0, spec.biases().size())
                .mapToObj(n -> table(weights.get("bias." + n + ".weight")))
                .toList();
        return new DistanceBias(spec.heads(), spec.biases(), tables);
    }

    /** Those of an encoder, of which there is at most one. */
    static DistanceBias of(TransformerSpec spec, Map<String, Tensor> weights) {
        List<Bias> biases = spec.attention().biases();
        return new DistanceBias(spec.heads(), biases, List.of(table(weights.get("attention.bias.weight"))));
    }

    private static double[] table(@Nullable Tensor learned) {
        return learned == null ? new double[0] : learned.toDoubleArray();
    }

    boolean isEmpty() {
        return biases.isEmpty();
    }

    /** [heads, count]: the sum of all biases at the distances from {@code first} on. */
    float[] from(int first, int count) {
        float[] sums = new float[heads * count];
        for (int h = 0; h < heads; h++) {
            for (int i = 0; i < count; i++) {
                sums[h * count + i] = (float) at(h, first + i);
            }
        }
        return sums;
    }

    private double at(int head, int distance) {
        double sum = 0;
        for (int n = 0; n < biases.size(); n++) {
            sum += biases.get(n).match(new OfHead(head, tables.get(n))).applyAsDouble(distance);
        }
        return sum;
    }

    private final class OfHead implements Bias.Cases<IntToDoubleFunction> {
        private final int head;
        private final double[] table;

        private OfHead(int head, double[] table) {
            this.head = head;
            this.table = table;
        }

        @Override
        public IntToDoubleFunction alibi(Bias.Alibi alibi) {
            return distance -> -alibi.slopes().get(head) * Math.abs(distance);
        }

        @Override
        public IntToDoubleFunction relativeBuckets(Bias.RelativeBuckets buckets) {
            return distance -> table[buckets.bucket(distance) * heads + head];
        }

        @Override
        public IntToDoubleFunction relativeOffsets(Bias.RelativeOffsets offsets) {
            return distance -> table[offsets.row(distance) * heads + head];
        }
    }
}
