package dev.heed.nd4j;

/** How queries and keys are compared, scale included (rule ATT-2). Any number of threads may use one. */
interface Scoring {
    /** Takes up some queries of one head; what comes back is good until the scratch is used for others. */
    TileScores of(int head, Rows queries, Scratch scratch);

    /** Compares the queries that were taken up with keys. */
    interface TileScores {
        /** Fills tile [queries, keys]. */
        void fill(Rows keys, Rows tile);
    }
}
