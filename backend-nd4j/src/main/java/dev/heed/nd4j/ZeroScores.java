package dev.heed.nd4j;

import java.util.Arrays;

/**
 * Dot products times a scale of 0: 0, or NaN where query or key are not finite. BLAS takes 0 times anything to be 0.
 */
final class ZeroScores {
    private ZeroScores() {}

    /** Fills tile [queries, keys]. */
    static void fill(Rows queries, Rows keys, Rows tile, Scratch scratch) {
        boolean[] finiteKeys = finite(keys, scratch);
        boolean[] finiteQueries = finite(queries, scratch);
        float[] scores = scratch.row(tile.width());
        for (int i = 0; i < tile.count(); i++) {
            Arrays.fill(scores, 0, tile.width(), finiteQueries[i] ? 0 : Float.NaN);
            for (int j = 0; j < tile.width(); j++) {
                scores[j] = finiteKeys[j] ? scores[j] : Float.NaN;
            }
            tile.put(i, scores, 0);
        }
    }

    private static boolean[] finite(Rows rows, Scratch scratch) {
        boolean[] finite = new boolean[rows.count()];
        float[] row = scratch.row(rows.width());
        for (int i = 0; i < finite.length; i++) {
            rows.get(i, row, 0);
            float product = 0;
            for (int c = 0; c < rows.width(); c++) {
                product += 0 * row[c];
            }
            finite[i] = product == 0;
        }
        return finite;
    }
}
