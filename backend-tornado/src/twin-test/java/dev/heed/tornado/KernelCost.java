package dev.heed.tornado;

/**
 * What a kernel costs.
 *
 * @param reads numbers read from global arrays, each as often as a work-item asks for it
 * @param writes numbers written there
 * @param operations additions, multiplications, divisions, roots and exponentials
 * @param differentReads how many different numbers are read
 * @param differentWrites how many different numbers are written
 */
record KernelCost(long reads, long writes, long operations, long differentReads, long differentWrites) {
    /** Reads and writes of 4 bytes each. */
    long bytes() {
        return 4 * (reads + writes);
    }

    /** With a cache that holds everything: each number once. */
    long bytesAtLeast() {
        return 4 * (differentReads + differentWrites);
    }

    /** Of so many runs on arrays that are others each time. */
    KernelCost times(long runs) {
        return new KernelCost(
                runs * reads, runs * writes, runs * operations, runs * differentReads, runs * differentWrites);
    }

    KernelCost plus(KernelCost other) {
        return new KernelCost(
                reads + other.reads,
                writes + other.writes,
                operations + other.operations,
                differentReads + other.differentReads,
                differentWrites + other.differentWrites);
    }
}
