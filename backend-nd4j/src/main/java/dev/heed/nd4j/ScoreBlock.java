package dev.heed.nd4j;

import dev.heed.attention.ScoreStage;
import java.util.Arrays;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What happens to scores between the product and the softmax, in the order of rule ATT-1: soft cap, biases, masks. The
 * same for all heads of a call.
 *
 * @param softCap 0 for none
 * @param bias null for none
 * @param dense null for none
 * @param taps what the caller wants to see
 */
record ScoreBlock(
        float softCap,
        @Nullable DistanceBias bias,
        @Nullable DenseMasks dense,
        ScoreTaps taps) {
    /** A cap so wide changes no score that has any other float near it; its inverse would leave the normal floats. */
    private static final double WIDEST_CAP = 1e18;

    /** A spec's soft cap as it is kept here. */
    static float softCap(OptionalDouble asked) {
        if (asked.isEmpty() || asked.getAsDouble() > WIDEST_CAP) {
            return 0;
        }
        return Math.max(Float.MIN_NORMAL, (float) asked.getAsDouble());
    }

    /**
     * Works on the scores of some queries of a tile, which stand one query after the other from index 0 on.
     *
     * @param first the first query, counted from the tile's first
     * @param keys the columns of the scores
     * @param addend an array to work with, as long as the scores
     */
    void apply(Head head, QueryTile tile, KeySpans keys, int first, int queries, float[] scores, float[] addend) {
        int n = queries * keys.keys();
        int query = head.firstQuery() + tile.begin() + first;
        tap(ScoreStage.SCALED, head, query, queries, keys, scores);
        if (softCap > 0) {
            cap(scores, softCap, 1 / softCap, n);
        }
        tap(ScoreStage.CAPPED, head, query, queries, keys, scores);
        if (bias != null) {
            Arrays.fill(addend, 0, n, 0);
            for (int r = 0; r < queries; r++) {
                copyBias(bias, head, query + r, keys, addend, r * keys.keys());
            }
            Vectors.add(scores, addend, 0, n);
        }
        for (int r = 0; r < queries; r++) {
            for (int span = 0; span < keys.size(); span++) {
                int key = keys.from(span);
                int count = keys.to(span) - key;
                int at = r * keys.keys() + keys.keysBefore(span);
                if (dense != null) {
                    dense.apply(head.batchEntry(), head.number(), query + r, key, count, scores, at, addend);
                }
                tile.keysOf(first + r).hideOthers(key, count, scores, at);
            }
        }
        tap(ScoreStage.MASKED, head, query, queries, keys, scores);
    }

    /** For the keys of the query's range; the table has no distance for others, which are excluded anyway. */
    private static void copyBias(DistanceBias bias, Head head, int query, KeySpans keys, float[] addend, int at) {
        Visibility visibility = head.visibility();
        for (int span = 0; span < keys.size(); span++) {
            int from = Math.max(visibility.from(query), keys.from(span));
            int to = Math.min(visibility.to(query), keys.to(span));
            if (from < to) {
                int column = keys.keysBefore(span) + from - keys.from(span);
                bias.copy(head.number(), from - visibility.position(query), addend, at + column, to - from);
            }
        }
    }

    private static void cap(float[] scores, float cap, float inverse, int n) {
        for (int i = 0; i < n; i++) {
            scores[i] = cap * Tanh.of(scores[i] * inverse);
        }
    }

    private void tap(ScoreStage stage, Head head, int query, int queries, KeySpans keys, float[] scores) {
        if (!taps.wants(stage)) {
            return;
        }
        for (int r = 0; r < queries; r++) {
            for (int span = 0; span < keys.size(); span++) {
                int key = keys.from(span);
                int at = r * keys.keys() + keys.keysBefore(span);
                taps.scores(head.batchEntry(), head.number(), query + r, key, scores, at, keys.to(span) - key);
            }
        }
    }
}
