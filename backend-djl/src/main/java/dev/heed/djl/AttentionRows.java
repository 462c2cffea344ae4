package dev.heed.djl;

import ai.djl.pytorch.jni.IValue;
import dev.heed.spi.VisibleKeys;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The ranges of keys that the queries see, and the biases over them, as the script's method {@code addend} takes them.
 *
 * @param values [entries, queries, 3]: a query's first key, the key after its last, its aligned position
 * @param entries the batch, or 1 when all entries are alike
 */
record AttentionRows(long[] values, int entries, int queries, int keys) {
    static AttentionRows of(VisibleKeys visible, int batch, int queries, int keys) {
        long[] values = new long[batch * queries * 3];
        int at = 0;
        for (int b = 0; b < batch; b++) {
            for (int i = 0; i < queries; i++) {
                values[at++] = visible.from(b, i);
                values[at++] = visible.to(b, i);
                values[at++] = visible.alignedPosition(b, i);
            }
        }
        int one = queries * 3;
        for (int b = 1; b < batch; b++) {
            if (!Arrays.equals(values, 0, one, values, b * one, (b + 1) * one)) {
                return new AttentionRows(values, batch, queries, keys);
            }
        }
        return new AttentionRows(Arrays.copyOf(values, one), 1, queries, keys);
    }

    /** The smallest distance j − p. */
    int firstDistance() {
        return (int) -positions().max().orElse(0);
    }

    private int lastDistance() {
        return (int) (keys - 1 - positions().min().orElse(0));
    }

    private LongStream positions() {
        return IntStream.range(0, values.length / 3).mapToLong(i -> values[3 * i + 2]);
    }

    /** The argument {@code rows}. */
    IValue rows(NativeScope scope) {
        return scope.list(scope.array(values, entries, queries, 3));
    }

    /** The argument {@code bias}. */
    IValue bias(NativeScope scope, DistanceBias bias, int heads) {
        if (bias.isEmpty()) {
            return scope.nothing();
        }
        int count = lastDistance() - firstDistance() + 1;
        return scope.list(scope.array(bias.from(firstDistance(), count), heads, count));
    }
}
