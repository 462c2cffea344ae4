package dev.heed.nd4j;

/**
 * scale · qᵀWk (Luong et al., 2015): the queries are multiplied by W once, and then dotted.
 *
 * @param weights [heads, headWidth, headWidth]
 */
record BilinearScoring(float scale, int headWidth, float[] weights) implements Scoring {
    @Override
    public TileScores of(int head, Rows queries, Scratch scratch) {
        Rows weight = scratch.rows(Scratch.Use.SCORE_WEIGHT, headWidth, headWidth);
        weight.memory().put(0, weights, head * headWidth * headWidth, headWidth * headWidth);
        Rows projected = scratch.rows(Scratch.Use.PROJECTED_QUERIES, queries.count(), headWidth);
        Blas.times(queries, weight, 0, projected);
        if (scale == 0) {
            return (keys, tile) -> ZeroScores.fill(projected, keys, tile, scratch);
        }
        return (keys, tile) -> Blas.timesTransposed(scale, projected, keys, tile);
    }
}
