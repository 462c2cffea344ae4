package dev.heed.djl;

/**
 * The sizes by which calls are cut into parts and tiles. Tests cut finer.
 *
 * @param work multiplications below which handing parts to threads costs more than it saves
 * @param bytes of query, key, value and results that a part may have, unless a single head has more
 * @param queries queries to a tile, about
 * @param scores up to so many scores of a head are one tile, whatever is hidden
 * @param addend a tile with an addend of more numbers is halved
 */
record CallSizes(long work, long bytes, int queries, int scores, int addend) {
    static final CallSizes STANDARD = new CallSizes(100_000_000, 4 << 20, 128, 1 << 16, 1 << 21);
}
