package dev.heed.tornado;

/** What the kernels for GPUs cost, as formulas of their shapes. */
final class KernelCosts {
    private KernelCosts() {}

    private static long groups(long count, long size) {
        return (count + size - 1) / size;
    }

    /**
     * {@link MatrixProduct}. Of few rows 4 are computed whatever there are, and for each number of an output's width they
     * are read; of more, tiles of 64 × 64 are computed, in steps of 16 of the width.
     */
    static KernelCost product(long rows, long in, long out, int activation, boolean combined) {
        boolean few = rows <= MatrixProduct.FEW;
        long across = groups(out, 64);
        long down = groups(rows, 64);
        long other = combined ? rows * out : 0;
        long reads = few ? out * in * 5 : rows * in * across + out * in * down;
        long tree = 4 * 16 * (8 + 4 + 2 + 1);
        long sums = few ? out * in * 8 + groups(out, 16) * tree : across * down * groups(in, 16) * 2 * 64 * 64 * 16;
        return new KernelCost(
                reads + rows * out + other,
                rows * out,
                sums + rows * out * (1 + operationsOf(activation)) + other,
                rows * in + out * in + out + other,
                rows * out);
    }

    private static long operationsOf(int activation) {
        return switch (activation) {
            case Functions.IDENTITY -> 0;
            case Functions.GELU -> 27;
            case Functions.SILU -> 4;
            default -> throw new IllegalArgumentException("not counted yet: activation " + activation);
        };
    }

    /** {@link RowNorm}, without another input. */
    static KernelCost norm(long rows, long width, boolean rms) {
        long passes = rms ? 2 : 3;
        long tree = rms ? 63 + 64 * 4 : 2 * 63 + 64 * 5;
        return new KernelCost(
                rows * width * (passes + 2),
                rows * width,
                rows * (width * (rms ? 7 : 8) + tree),
                rows * width + 2 * width,
                rows * width);
    }

    /** {@link EmbeddingRows}, of as many different tokens as there are, and of one segment. */
    static KernelCost embedding(long rows, long width, long positions, boolean segments) {
        long parts = 1L + (positions > 0 ? 1 : 0) + (segments ? 1 : 0);
        return new KernelCost(
                rows * width * parts,
                rows * width,
                rows * width * parts,
                (rows + positions + (segments ? 1 : 0)) * width,
                rows * width);
    }

    /** {@link HeadRows}, without norms. */
    static KernelCost heads(long rows, long heads, long keyValueHeads, long width, long pairs, long positions) {
        long scored = heads + keyValueHeads;
        long moved = 2 * keyValueHeads * width;
        return new KernelCost(
                rows * (scored * pairs * 4 + moved),
                rows * (scored * pairs * 2 + moved),
                rows * scored * pairs * 6,
                rows * (heads * pairs * 2 + moved) + positions * pairs * 2,
                rows * (scored * pairs * 2 + moved));
    }

    /** {@link PageWrite}. */
    static KernelCost pages(long keys, long keyWidth, long valueWidth) {
        long moved = keys * (keyWidth + valueWidth);
        return new KernelCost(moved, moved, 0, moved, moved);
    }

    /** {@link Rotate}, of rows whose heads turn alike. */
    static KernelCost turns(long rows, long heads, long pairs) {
        long all = rows * heads * pairs;
        return new KernelCost(4 * all, 2 * all, 6 * all, 2 * all + 2 * rows * pairs, 2 * all);
    }

    /** {@link UnitLength}, of rows of zeros, which have no root. */
    static KernelCost unitLength(long rows, long width) {
        long all = rows * width;
        return new KernelCost(3 * all, all, 5 * all, all, all);
    }

    /** {@link HeadProduct}. */
    static KernelCost headProduct(long rows, long heads, long width, long newWidth) {
        long outputs = rows * heads * newWidth;
        return new KernelCost(
                outputs * (2 * width + 1),
                outputs,
                outputs * 2 * width,
                rows * heads * width + heads * newWidth * (width + 1),
                outputs);
    }

    /** {@link AttentionScores}, of the weights. */
    static KernelCost weights(long entries, long heads, long keyValueHeads, long queries, long keys, long width) {
        long all = entries * heads * queries * keys;
        return new KernelCost(
                all * (2 * width + 4),
                all,
                all * (2 * width + 4),
                entries * (heads * queries * (width + 2) + keyValueHeads * keys * width) + 2,
                all);
    }

    /** {@link PickedRows}. */
    static KernelCost picked(long rows, long width) {
        return new KernelCost(rows * width, rows * width, rows * width, rows * width, rows * width);
    }

    /**
     * {@link FusedAttention} of entries that are alike, in which each query sees every key, and whose largest score is
     * among the first 16 of each query; each time that a later one is larger costs two operations a work-item more.
     */
    static KernelCost attention(
            long entries, long heads, long keyValueHeads, long queries, long keys, long width, long valueWidth) {
        long tiles = groups(queries, 16);
        long steps = groups(keys, 16);
        long deep = groups(valueWidth, 64);
        long queryReads = queries * width * (width <= 64 ? 1 : steps);
        long valueReads = tiles * keys * valueWidth;
        // A group computes 16 queries, and 64 numbers of the width of a value, whether they are there or not.
        long step = 256 * (2 * width + 1 + 5 + 16 * 5);
        long seen = 16 * keys * (2 + 4 * 16);
        long perHead = deep * (tiles * (steps * step + seen + 2 * 256) + queries * 16) + queries * valueWidth;
        long all = entries * heads;
        return new KernelCost(
                all * (deep * (queryReads + tiles * (keys * width + 2 * 256)) + valueReads),
                all * queries * valueWidth,
                all * perHead,
                all * queries * width + entries * keyValueHeads * keys * (width + valueWidth) + 2,
                all * queries * valueWidth);
    }
}
