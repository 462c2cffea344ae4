package dev.heed.tornado;

import dev.heed.attention.Bias;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;

/**
 * All biases of a call in one table for each head, by the distance of key and query (rule ATT-12): [heads, distances],
 * from −zero on.
 *
 * @param values the table
 * @param distances how many distances it has; 0 if there is no bias
 * @param zero where distance 0 stands
 */
record DistanceBias(float[] values, int distances, int zero) {
    static final DistanceBias NONE = new DistanceBias(new float[0], 0, 0);

    /**
     * The table for distances from −before to after.
     *
     * @param tables the learned table of bias i, [rows, heads]; not asked for where there is none
     */
    static DistanceBias of(List<Bias> biases, IntFunction<float[]> tables, int heads, int before, int after) {
        if (biases.isEmpty()) {
            return NONE;
        }
        int distances = before + after + 1;
        float[] values = new float[Math.multiplyExact(heads, distances)];
        for (int i = 0; i < biases.size(); i++) {
            int number = i;
            Term term = biases.get(i).match(new TermOf(heads, () -> tables.apply(number)));
            for (int n = 0; n < distances; n++) {
                int row = term.row.applyAsInt(n - before);
                for (int head = 0; head < heads; head++) {
                    values[head * distances + n] += (float) term.value.at(head, row);
                }
            }
        }
        return new DistanceBias(values, distances, before);
    }

    /** From a distance to a row, which may be costly, and from there to each head's number. */
    private record Term(IntUnaryOperator row, OfHeadAndRow value) {
        private interface OfHeadAndRow {
            double at(int head, int row);
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
