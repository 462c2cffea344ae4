package dev.heed.nd4j;

/** What one thread needs to compute a tile of attention. Grows with what it is asked for, and is used again. */
final class Scratch implements AutoCloseable {
    /** Queries to a tile. */
    static final int QUERY_TILE = 128;
    /** Keys to a tile; with its queries, what fits well into a core's own cache. */
    static final int KEY_TILE = 512;
    /** Scores that are worked on at once in Java; what fits into the first-level cache, a tile's row at least. */
    static final int BLOCK = 2048;

    /** The native blocks by use. */
    enum Use {
        KEYS,
        VALUES,
        QUERIES,
        OUTPUT,
        SCORES,
        TILE_KEYS,
        TILE_VALUES,
        PROJECTED_QUERIES,
        PROJECTED_KEYS,
        CLEAN_VALUES,
        TRANSPOSED,
        SCORE_WEIGHT
    }

    private final NativeBuffers<Use> buffers = new NativeBuffers<>(Use.class);
    private float[] row = new float[0];
    private float[] secondRow = new float[0];
    final float[] block = new float[BLOCK];
    final float[] addend = new float[BLOCK];
    final Exponential exponential = new Exponential(BLOCK);
    final Maximum maximum = new Maximum(BLOCK);
    final SoftmaxRows softmax = new SoftmaxRows(this);
    final QueryTile queries = new QueryTile();
    /** What {@link NativeFloats#fetch} wants to be kept. */
    float fetched;

    /** A native matrix; its contents are undefined, and gone with the next of the same use. */
    Rows rows(Use use, int count, int width) {
        return buffers.rows(use, count, width);
    }

    /** Brings neighbouring rows into the core's own cache. */
    void fetch(Rows rows) {
        fetched = rows.memory().fetch(rows.start(), rows.start() + rows.count() * rows.stride());
    }

    /** An array for one row of at least that width. */
    float[] row(int width) {
        if (row.length < width) {
            row = new float[width];
        }
        return row;
    }

    /** Another. */
    float[] secondRow(int width) {
        if (secondRow.length < width) {
            secondRow = new float[width];
        }
        return secondRow;
    }

    @Override
    public void close() {
        buffers.close();
    }
}
