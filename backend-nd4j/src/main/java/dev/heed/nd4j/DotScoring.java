package dev.heed.nd4j;

/** scale · q·k, also for cosines, whose queries and keys come normalised. */
record DotScoring(float scale) implements Scoring {
    @Override
    public TileScores of(int head, Rows queries, Scratch scratch) {
        if (scale == 0) {
            return (keys, tile) -> ZeroScores.fill(queries, keys, tile, scratch);
        }
        return (keys, tile) -> Blas.timesTransposed(scale, queries, keys, tile);
    }
}
