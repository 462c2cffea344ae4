package dev.heed.nd4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The weighted sum of values of which some are NaN or infinite. In a plain product they would reach the queries that
 * do not see them, since 0 · NaN is NaN (rule ATT-6); here they are left out of it, and added for the queries that do.
 */
final class CarefulValues {
    private CarefulValues() {}

    /** output [queries, valueWidth] = weights [queries, keys] · values [keys, valueWidth] + beta · output. */
    static void times(Rows weights, Rows values, float beta, Rows output, Scratch scratch) {
        int width = values.width();
        float[] value = scratch.row(width);
        Rows clean = scratch.rows(Scratch.Use.CLEAN_VALUES, values.count(), width);
        List<Integer> unclean = new ArrayList<>();
        for (int key = 0; key < values.count(); key++) {
            values.get(key, value, 0);
            if (!Vectors.allFinite(value, 0, width)) {
                unclean.add(key);
                Arrays.fill(value, 0, width, 0);
            }
            clean.put(key, value, 0);
        }
        Blas.times(weights, clean, beta, output);
        float[] weightsOfQuery = new float[weights.width()];
        float[] sum = scratch.secondRow(width);
        for (int query = 0; query < weights.count() && !unclean.isEmpty(); query++) {
            weights.get(query, weightsOfQuery, 0);
            output.get(query, sum, 0);
            for (int key : unclean) {
                if (weightsOfQuery[key] != 0) {
                    values.get(key, value, 0);
                    addScaled(sum, value, weightsOfQuery[key], width);
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
