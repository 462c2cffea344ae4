package dev.heed.nd4j;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Attention of a few queries to some key/value heads, over keys and values where they lie: what a step costs is reading
 * them once, page by page, where neighbouring heads are neighbours. Every query is compared with the keys that it sees and no others, so nothing has to be masked.
 */
final class StepAttention {
    /** So many numbers are fetched at once; with what else is at work, they fit a core's own cache. */
    private static final int MOST_FETCHED = 1 << 16;

    private final RecalledKeys recalled;
    private final Visibility visibility;
    private final int group;
    private final float scale;
    private final float softCap;
    private final @Nullable DistanceBias bias;
    private final Scratch scratch;

    /**
     * For some keys.
     *
     * @param visibility whose key 0 is the first one recalled
     * @param group how many query heads share a key/value head
     * @param softCap 0 for none
     */
    StepAttention(
            RecalledKeys recalled,
            Visibility visibility,
            int group,
            float scale,
            float softCap,
            @Nullable DistanceBias bias,
            Scratch scratch) {
        this.recalled = recalled;
        this.visibility = visibility;
        this.group = group;
        this.scale = scale;
        this.softCap = softCap;
        this.bias = bias;
        this.scratch = scratch;
    }

    /**
     * Attends.
     *
     * @param firstHead the first of the key/value heads
     * @param heads how many there are
     * @param queries [tokens, heads · group · headWidth]
     * @param output [tokens, heads · group · headWidth], all of it written to
     */
    void attend(int firstHead, int heads, Rows queries, Rows output) {
        int tokens = queries.count();
        int queryHeads = heads * group;
        int width = queries.width() / queryHeads;
        int first = visibility.from(0);
        int end = visibility.to(tokens - 1);
        Rows scores = scratch.rows(Scratch.Use.SCORES, tokens * queryHeads, Math.max(1, end - first));
        forEach(KeyValueBlock::keys, firstHead, heads, tokens, (i, h, keys, from) -> {
            Rows query = row(queries, i).columns(h * width, (h + 1) * width);
            Rows target = row(scores, i * queryHeads + h).columns(from - first, from - first + keys.count());
            Blas.timesTransposed(scale, query, keys, target);
        });
        float[] factor = new float[tokens * queryHeads];
        for (int i = 0; i < tokens; i++) {
            for (int h = 0; h < queryHeads; h++) {
                int n = i * queryHeads + h;
                Rows seen = row(scores, n).columns(visibility.from(i) - first, visibility.to(i) - first);
                factor[n] = exponentials(firstHead * group + h, i, seen);
            }
        }
        forEach(KeyValueBlock::values, firstHead, heads, tokens, (i, h, values, from) -> {
            float beta = from == visibility.from(i) ? 0 : 1;
            Rows weights = row(scores, i * queryHeads + h).columns(from - first, from - first + values.count());
            Blas.times(weights, values, beta, row(output, i).columns(h * width, (h + 1) * width));
        });
        normalise(output, queryHeads, width, factor);
    }

    /** A block's keys or its values. */
    private interface Side {
        Rows of(KeyValueBlock block, int layer, int head);
    }

    private interface PageWork {
        /**
         * Works on what a token's query of one head sees of a page.
         *
         * @param head counted from the task's first query head
         * @param seen some keys or values of that head
         * @param from the number of the first
         */
        void on(int token, int head, Rows seen, int from);
    }

    /**
     * Goes over keys or values page by page. BLAS reads several short rows side by side, in jumps that no processor foresees;
     * so some heads' rows are fetched first, in the order of memory.
     */
    private void forEach(Side side, int firstHead, int heads, int tokens, PageWork work) {
        int first = visibility.from(0);
        int end = visibility.to(tokens - 1);
        recalled.forEach(first, end, (block, start) -> {
            int low = Math.max(first - start, 0);
            int high = Math.min(end - start, block.room());
            int some = Math.max(1, MOST_FETCHED / (block.room() * block.body().headWidth()));
            for (int begin = 0; begin < heads; begin += some) {
                int stop = Math.min(heads, begin + some);
                for (int head = begin; head < stop; head++) {
                    scratch.fetch(
                            side.of(block, recalled.layer(), firstHead + head).rows(low, high));
                }
                for (int h = begin * group; h < stop * group; h++) {
                    Rows rows = side.of(block, recalled.layer(), firstHead + h / group);
                    for (int i = 0; i < tokens; i++) {
                        int from = Math.max(visibility.from(i), start);
                        int to = Math.min(visibility.to(i), start + block.room());
                        if (from < to) {
                            work.on(i, h, rows.rows(from - start, to - start), from);
                        }
                    }
                }
            }
        });
    }

    private static Rows row(Rows rows, int number) {
        return rows.rows(number, number + 1);
    }

    /** Replaces the products of a query by exponentials; returns what makes these add up to 1, or 0 without keys. */
    private float exponentials(int head, int query, Rows seen) {
        int count = seen.width();
        float[] scores = scratch.row(count);
        seen.get(0, scores, 0);
        float max = Float.NEGATIVE_INFINITY;
        for (int from = 0; from < count; from += Scratch.BLOCK) {
            int to = Math.min(count, from + Scratch.BLOCK);
            score(head, query, scores, from, to);
            max = Math.max(max, scratch.maximum.of(scores, from, to));
        }
        // Scores of −∞ alone: any finite shift leaves them as they are.
        float shift = max == Float.NEGATIVE_INFINITY ? 0 : max;
        float sum = 0;
        for (int from = 0; from < count; from += Scratch.BLOCK) {
            int some = Math.min(Scratch.BLOCK, count - from);
            System.arraycopy(scores, from, scratch.block, 0, some);
            Vectors.subtract(scratch.block, shift, 0, some);
            scratch.exponential.apply(scratch.block, some);
            sum += Vectors.sum(scratch.block, 0, some);
            System.arraycopy(scratch.block, 0, scores, from, some);
        }
        seen.put(0, scores, 0);
        return sum == 0 ? 0 : 1 / sum;
    }

    private void score(int head, int query, float[] scores, int from, int to) {
        if (softCap > 0) {
            cap(scores, softCap, 1 / softCap, from, to);
        }
        if (bias != null) {
            int key = visibility.from(query) + from;
            float[] addend = scratch.addend;
            bias.copy(head, key - visibility.position(query), addend, 0, to - from);
            System.arraycopy(scores, from, scratch.block, 0, to - from);
            Vectors.add(scratch.block, addend, 0, to - from);
            System.arraycopy(scratch.block, 0, scores, from, to - from);
        }
    }

    private static void cap(float[] scores, float cap, float inverse, int from, int to) {
        for (int i = from; i < to; i++) {
            scores[i] = cap * Tanh.of(scores[i] * inverse);
        }
    }

    private void normalise(Rows output, int heads, int width, float[] factor) {
        float[] row = scratch.row(heads * width);
        for (int i = 0; i < output.count(); i++) {
            output.get(i, row, 0);
            for (int h = 0; h < heads; h++) {
                float each = factor[i * heads + h];
                if (each == 0) {
                    // Nothing was written there.
                    Arrays.fill(row, h * width, (h + 1) * width, 0);
                } else {
                    Vectors.scale(row, each, h * width, (h + 1) * width);
                }
            }
            output.put(i, row, 0);
        }
    }
}
