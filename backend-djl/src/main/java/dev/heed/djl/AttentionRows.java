package dev.heed.djl;

import ai.djl.pytorch.engine.PtNDArray;
import dev.heed.spi.VisibleKeys;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The ranges of keys that the queries see, and the biases over them, as the script's method {@code addend} takes them.
 *
 * @param values [entries, queries, 3]: a query's first key, the key after its last, its aligned position
 * @param entries the batch, or 1 when all entries are alike
 */
record AttentionRows(int[] values, int entries, int queries, int keys) {
    private static final int NUMBERS = 3;

    static AttentionRows of(VisibleKeys visible, int batch, int queries, int keys) {
        int[] values = new int[batch * queries * NUMBERS];
        int at = 0;
        for (int b = 0; b < batch; b++) {
            for (int i = 0; i < queries; i++) {
                values[at++] = visible.from(b, i);
                values[at++] = visible.to(b, i);
                values[at++] = visible.alignedPosition(b, i);
            }
        }
        int one = queries * NUMBERS;
        for (int b = 1; b < batch; b++) {
            if (!Arrays.equals(values, 0, one, values, b * one, (b + 1) * one)) {
                return new AttentionRows(values, batch, queries, keys);
            }
        }
        return new AttentionRows(Arrays.copyOf(values, one), 1, queries, keys);
    }

    /** Whether all batch entries see the same. */
    boolean alike() {
        return entries == 1;
    }

    int from(int b, int query) {
        return values[at(b, query)];
    }

    int to(int b, int query) {
        return values[at(b, query) + 1];
    }

    int position(int b, int query) {
        return values[at(b, query) + 2];
    }

    private int at(int b, int query) {
        return NUMBERS * ((alike() ? 0 : b * queries) + query);
    }

    /** The smallest distance j − p. */
    int firstDistance() {
        return -positions().max().orElse(0);
    }

    private int lastDistance() {
        return keys - 1 - positions().min().orElse(0);
    }

    private IntStream positions() {
        return IntStream.range(0, values.length / NUMBERS).map(i -> values[NUMBERS * i + 2]);
    }

    /** The argument {@code rows}, without its list. */
    PtNDArray array(NativeScope scope) {
        return scope.array(values, entries, queries, NUMBERS);
    }

    /** [entries, queries, 2]: what a pattern lets through around each query. */
    int[] around(LocalRanges ranges) {
        int[] around = new int[2 * entries * queries];
        int at = 0;
        for (int b = 0; b < entries; b++) {
            for (int i = 0; i < queries; i++) {
                around[at++] = ranges.from(b, i);
                around[at++] = ranges.to(b, i);
            }
        }
        return around;
    }

    /** How many distances there are. */
    int distances() {
        return lastDistance() - firstDistance() + 1;
    }
}
