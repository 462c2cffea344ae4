package dev.heed.nd4j;

import java.util.Arrays;

/**
 * The softmax of a tile of queries whose keys come tile by tile (Milakov and Gimelshein, 2018): for each query the
 * largest score and the sum of exponentials so far. What was computed with a smaller maximum is scaled down later.
 * A query that sees nothing has the sum 0 and gets zeros (rule ATT-6).
 */
final class SoftmaxRows {
    private final Scratch scratch;
    private final float[] max = new float[Scratch.QUERY_TILE];
    private final float[] sum = new float[Scratch.QUERY_TILE];
    private final float[] shrink = new float[Scratch.QUERY_TILE];

    SoftmaxRows(Scratch scratch) {
        this.scratch = scratch;
    }

    /** Starts a new tile of queries. */
    void start() {
        Arrays.fill(max, Float.NEGATIVE_INFINITY);
        Arrays.fill(sum, 0);
    }

    /** Replaces the scores of some queries for the next keys by their exponentials; −∞ becomes 0. */
    void add(float[] scores, int firstQuery, int queries, int keys) {
        for (int r = 0; r < queries; r++) {
            int from = r * keys;
            int q = firstQuery + r;
            float before = max[q];
            float now = Math.max(before, scratch.maximum.of(scores, from, from + keys));
            // A query that has seen nothing yet: any finite shift leaves its −∞ as they are.
            float shift = now == Float.NEGATIVE_INFINITY ? 0 : now;
            Vectors.subtract(scores, shift, from, from + keys);
            shrink[q] = before == now ? 1 : (float) Math.exp(before - now);
            max[q] = now;
        }
        scratch.exponential.apply(scores, queries * keys);
        for (int r = 0; r < queries; r++) {
            int q = firstQuery + r;
            sum[q] = sum[q] * shrink[q] + Vectors.sum(scores, r * keys, (r + 1) * keys);
        }
    }

    /** By how much the last keys' maximum shrinks what came before. */
    float shrink(int query) {
        return shrink[query];
    }

    /** What makes a query's exponentials add up to 1; 0 if there are none. */
    float normaliser(int query) {
        return sum[query] == 0 ? 0 : 1 / sum[query];
    }

    /** Makes a query's exponentials its weights, if it sees no NaN. */
    void normalise(float[] exponentials, int query, int from, int to) {
        Vectors.scale(exponentials, normaliser(query), from, to);
    }

    /** Where a query sees NaN, all that it sees weighs NaN; what is hidden, whose masked score is −∞, still weighs 0. */
    void clearNan(float[] weights, float[] masked, int query, int from, int to) {
        if (!Float.isNaN(sum[query])) {
            return;
        }
        for (int i = from; i < to; i++) {
            weights[i] = masked[i] == Float.NEGATIVE_INFINITY ? 0 : Float.NaN;
        }
    }

    /** Replaces a query's masked scores by weights, once all keys have been seen. */
    void weights(float[] scores, int query, int keys) {
        Vectors.subtract(scores, max[query] == Float.NEGATIVE_INFINITY ? 0 : max[query], 0, keys);
        scratch.exponential.apply(scores, keys);
        normalise(scores, query, 0, keys);
    }
}
