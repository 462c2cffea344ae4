package dev.heed.djl;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The tiles of one part of a call, as the script takes them: some queries each, and the keys that any of them can see.
 * Grows by {@link #add}.
 */
final class TilePlan {
    /** What hides keys within a tile, by the script's numbers. */
    enum Kind {
        /** An addend of the tile's own. */
        MASKED(0),
        /** The addend of the tile before. */
        MASKED_ALIKE(1),
        /** Nothing. */
        OPEN(2),
        /** Each query sees the keys up to its own number in the tile. */
        CAUSAL(3);

        private final int number;

        Kind(int number) {
            this.number = number;
        }
    }

    private static final int NUMBERS = 9;

    private long[] tiles = new long[NUMBERS];
    private int count;
    private int[] index = new int[64];
    private int indexed;

    /** Adds a tile of query heads, which are counted from the part's first, as the entries are. */
    void add(HeadRange where, BitSet queries, BitSet keys, Kind kind) {
        int at = count * NUMBERS;
        if (at == tiles.length) {
            tiles = Arrays.copyOf(tiles, 2 * at);
        }
        tiles[at] = where.entry();
        tiles[at + 1] = where.entries();
        tiles[at + 2] = where.head();
        tiles[at + 3] = where.heads();
        tiles[at + 4] = first(queries);
        tiles[at + 5] = queries.cardinality();
        tiles[at + 6] = first(keys);
        tiles[at + 7] = keys.cardinality();
        tiles[at + 8] = kind.number;
        count++;
    }

    /** The first of numbers that follow one another; of others, −1 − where they are in the index, which they join. */
    private long first(BitSet numbers) {
        if (numbers.cardinality() == numbers.length() - numbers.nextSetBit(0)) {
            return numbers.nextSetBit(0);
        }
        int start = indexed;
        int end = start + numbers.cardinality();
        if (end > index.length) {
            index = Arrays.copyOf(index, Math.max(end, 2 * index.length));
        }
        for (int n = numbers.nextSetBit(0); n >= 0; n = numbers.nextSetBit(n + 1)) {
            index[indexed++] = n;
        }
        return -1L - start;
    }

    int count() {
        return count;
    }

    /** The argument {@code tiles}. */
    long[] tiles() {
        return Arrays.copyOf(tiles, count * NUMBERS);
    }

    /** The argument {@code index}. */
    int[] index() {
        return Arrays.copyOf(index, indexed);
    }
}
