package dev.heed.nd4j;

import java.util.Arrays;

/**
 * scale · vᵀtanh(Wq·q + Wk·k + b) (Bahdanau et al., 2015). The sum over the hidden width is taken one hidden unit at a
 * time over all keys of a tile, so that the loop is over neighbours in memory.
 *
 * @param queryWeight [heads, hiddenWidth, headWidth]
 * @param keyWeight [heads, hiddenWidth, headWidth]
 * @param bias [heads, hiddenWidth]
 * @param vector [heads, hiddenWidth]
 */
record AdditiveScoring(
        float scale,
        int hiddenWidth,
        int headWidth,
        float[] queryWeight,
        float[] keyWeight,
        float[] bias,
        float[] vector)
        implements Scoring {

    @Override
    public TileScores of(int head, Rows queries, Scratch scratch) {
        Rows projected = scratch.rows(Scratch.Use.PROJECTED_QUERIES, queries.count(), hiddenWidth);
        Blas.timesTransposed(1, queries, headOf(queryWeight, head, scratch), projected);
        return (keys, tile) -> fill(head, projected, keys, tile, scratch);
    }

    private Rows headOf(float[] weights, int head, Scratch scratch) {
        Rows weight = scratch.rows(Scratch.Use.SCORE_WEIGHT, hiddenWidth, headWidth);
        weight.memory().put(0, weights, head * hiddenWidth * headWidth, hiddenWidth * headWidth);
        return weight;
    }

    private void fill(int head, Rows queries, Rows keys, Rows tile, Scratch scratch) {
        int units = hiddenWidth;
        int columns = keys.count();
        Rows transposed = scratch.rows(Scratch.Use.PROJECTED_KEYS, units, columns);
        Blas.timesTransposed(1, headOf(keyWeight, head, scratch), keys, transposed);
        float[][] projectedKeys = new float[hiddenWidth][keys.count()];
        for (int u = 0; u < hiddenWidth; u++) {
            transposed.get(u, projectedKeys[u], 0);
        }
        float[] query = scratch.row(hiddenWidth);
        float[] sums = scratch.secondRow(keys.count());
        for (int i = 0; i < tile.count(); i++) {
            queries.get(i, query, 0);
            Arrays.fill(sums, 0, keys.count(), 0);
            for (int u = 0; u < hiddenWidth; u++) {
                int unit = head * hiddenWidth + u;
                addUnit(sums, projectedKeys[u], query[u] + bias[unit], scale * vector[unit], keys.count());
            }
            tile.put(i, sums, 0);
        }
    }

    private static void addUnit(float[] sums, float[] keys, float query, float factor, int count) {
        for (int j = 0; j < count; j++) {
            sums[j] += factor * Tanh.of(query + keys[j]);
        }
    }
}
