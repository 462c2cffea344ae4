package dev.heed.nd4j;

import java.util.List;

/**
 * The keys and values of one layer that a row attends to, where they lie: block after block, all with the same room.
 *
 * @param blocks the row's pages, or its memory alone
 * @param layer which layer
 */
record RecalledKeys(List<KeyValueBlock> blocks, int layer) {
    /** What is done with keys or values that are neighbours. */
    interface Visitor {
        /**
         * Visits some.
         *
         * @param block the block that they lie in
         * @param first the number of the block's first key
         */
        void visit(KeyValueBlock block, int first);
    }

    /** Visits the blocks that keys from..to lie in. */
    void forEach(int from, int to, Visitor visitor) {
        if (from == to) {
            return;
        }
        int room = blocks.get(0).room();
        for (int i = from / room; i <= (to - 1) / room; i++) {
            visitor.visit(blocks.get(i), i * room);
        }
    }

    /** One head's keys and values of from..to in one piece each: where they are, if they are in one block, or else copied. */
    Gathered gather(int head, int from, int to, Scratch scratch) {
        if (blocks.size() == 1) {
            Rows keys = blocks.get(0).keys(layer, head).rows(from, to);
            Rows values = blocks.get(0).values(layer, head).rows(from, to);
            return new Gathered(keys, values);
        }
        int width = blocks.get(0).body().headWidth();
        Rows keys = scratch.rows(Scratch.Use.KEYS, to - from, width);
        Rows values = scratch.rows(Scratch.Use.VALUES, to - from, width);
        float[] none = new float[0];
        forEach(from, to, (block, first) -> {
            int start = Math.max(from, first);
            int end = Math.min(to, first + block.room());
            keys.copy(start - from, block.keys(layer, head).rows(start - first, end - first), none);
            values.copy(start - from, block.values(layer, head).rows(start - first, end - first), none);
        });
        return new Gathered(keys, values);
    }

    /**
     * Keys and values in one piece each.
     *
     * @param keys [keys, headWidth]
     * @param values [keys, headWidth]
     */
    record Gathered(Rows keys, Rows values) {
        /** Whether any of the values may be NaN or infinite. */
        boolean suspect(Scratch scratch) {
            float[] row = scratch.row(values.width());
            for (int i = 0; i < values.count(); i++) {
                values.get(i, row, 0);
                if (!Vectors.allFinite(row, 0, values.width())) {
                    return true;
                }
            }
            return false;
        }
    }
}
