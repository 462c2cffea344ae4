package dev.heed.nd4j;

import dev.heed.attention.Bias;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All biases of a call in one table for each head, by the distance of key and query (rule ATT-12). Distances reach from
 * −(keys − 1) to queries − 1.
 */
final class DistanceBias {
    private final float[][] byHead;
    private final int zero;

    private DistanceBias(float[][] byHead, int zero) {
        this.byHead = byHead;
        this.zero = zero;
    }

    /**
     * The table of all biases together, or null if there are none.
     *
     * @param tables the learned table of bias i, [rows, heads]; not asked for where there is none
     */
    static @Nullable DistanceBias of(List<Bias> biases, IntFunction<float[]> tables, int heads, int queries, int keys) {
        if (biases.isEmpty() || keys == 0 || queries == 0) {
            return null;
        }
        int zero = keys - 1;
        float[][] byHead = new float[heads][keys + queries - 1];
        for (int i = 0; i < biases.size(); i++) {
            int number = i;
            biases.get(i).match(new TermOf(heads, () -> tables.apply(number))).addTo(byHead, zero);
        }
        return new DistanceBias(byHead, zero);
    }

    /** Copies the biases of neighbouring keys, the first at a given distance. */
    void copy(int head, int firstDistance, float[] into, int at, int count) {
        System.arraycopy(byHead[head], zero + firstDistance, into, at, count);
    }

    /** A bias in two steps: from a distance to a row, which may be costly, and from there to each head's number. */
    private record Term(IntUnaryOperator row, OfHeadAndRow value) {
        private interface OfHeadAndRow {
            double at(int head, int row);
        }

        private void addTo(float[][] byHead, int zero) {
            for (int i = 0; i < byHead[0].length; i++) {
                int each = row.applyAsInt(i - zero);
                for (int head = 0; head < byHead.length; head++) {
                    byHead[head][i] += (float) value.at(head, each);
                }
            }
        }
    }

    private record TermOf(int heads, Supplier<float[]> table) implements Bias.Cases<Term> {
        @Override
        public Term alibi(Bias.Alibi alibi) {
            return new Term(Math::abs, (head, distance) -> -alibi.slopes().get(head) * distance);
        }

        @Override
        public Term relativeBuckets(Bias.RelativeBuckets buckets) {
            return learned(buckets::bucket);
        }

        @Override
        public Term relativeOffsets(Bias.RelativeOffsets offsets) {
            return learned(offsets::row);
        }

        private Term learned(IntUnaryOperator row) {
            float[] learned = table.get();
            return new Term(row, (head, each) -> learned[each * heads + head]);
        }
    }
}
