package dev.heed.nd4j;

import java.util.Arrays;

/**
 * The weighted sum of values of which some are NaN or infinite. In a plain product they would reach the queries that
 * do not see them, since 0 · NaN is NaN (rule ATT-6); here they are left out of it, and added for the queries that do,
 * however little they weigh.
 */
final class CarefulValues {
    private final Rows values;
    private final Rows clean;
    private final Scratch scratch;
    private final int[] unclean;
    /** [queries, unclean keys] */
    private final boolean[] seen;

    /**
     * Finds the keys whose values are not finite.
     *
     * @param values [keys, valueWidth]
     * @param queries how many there are to a tile
     */
    CarefulValues(Rows values, int queries, Scratch scratch) {
        this.values = values;
        this.scratch = scratch;
        this.clean = scratch.rows(Scratch.Use.CLEAN_VALUES, values.count(), values.width());
        int[] found = new int[values.count()];
        int count = 0;
        float[] value = scratch.row(values.width());
        for (int key = 0; key < values.count(); key++) {
            values.get(key, value, 0);
            if (!Vectors.allFinite(value, 0, values.width())) {
                found[count++] = key;
                Arrays.fill(value, 0, values.width(), 0);
            }
            clean.put(key, value, 0);
        }
        this.unclean = Arrays.copyOf(found, count);
        this.seen = new boolean[queries * count];
    }

    /**
     * Looks which of these keys some queries see.
     *
     * @param scores [queries, keys], masked
     */
    void see(int firstQuery, int queries, float[] scores) {
        for (int q = 0; q < queries; q++) {
            for (int i = 0; i < unclean.length; i++) {
                float score = scores[q * values.count() + unclean[i]];
                seen[(firstQuery + q) * unclean.length + i] = score != Float.NEGATIVE_INFINITY;
            }
        }
    }

    /** output [queries, valueWidth] = weights [queries, keys] · values [keys, valueWidth] + beta · output. */
    void times(Rows weights, float beta, Rows output) {
        Blas.times(weights, clean, beta, output);
        int width = values.width();
        float[] value = scratch.row(width);
        float[] sum = scratch.secondRow(width);
        float[] weightsOfQuery = new float[weights.width()];
        for (int query = 0; query < weights.count() && unclean.length > 0; query++) {
            weights.get(query, weightsOfQuery, 0);
            output.get(query, sum, 0);
            for (int i = 0; i < unclean.length; i++) {
                if (seen[query * unclean.length + i]) {
                    values.get(unclean[i], value, 0);
                    // A weight that is seen is only rounded to 0; 0 · ∞ would be NaN.
                    addScaled(sum, value, Math.max(Float.MIN_VALUE, weightsOfQuery[unclean[i]]), width);
                }
            }
            output.put(query, sum, 0);
        }
    }

    private static void addScaled(float[] sum, float[] value, float factor, int width) {
        for (int i = 0; i < width; i++) {
            sum[i] += factor * value[i];
        }
    }
}
