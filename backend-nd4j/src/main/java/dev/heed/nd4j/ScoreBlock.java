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
     * Works on the scores of some queries, each with the keys from {@code key} to {@code key + keys − 1}, which stand
     * one query after the other from index 0 on.
     */
    void apply(Head head, int query, int queries, int key, int keys, float[] scores, float[] addend) {
        int n = queries * keys;
        tap(ScoreStage.SCALED, head, query, queries, key, keys, scores);
        if (softCap > 0) {
            cap(scores, softCap, 1 / softCap, n);
        }
        tap(ScoreStage.CAPPED, head, query, queries, key, keys, scores);
        if (bias != null) {
            for (int r = 0; r < queries; r++) {
                copyBias(bias, head, query + r, key, keys, addend, r * keys);
            }
            Vectors.add(scores, addend, 0, n);
        }
        for (int r = 0; r < queries; r++) {
            if (dense != null) {
                dense.apply(head.batchEntry(), head.number(), query + r, key, keys, scores, r * keys, addend);
            }
            exclude(head.visibility(), query + r, key, keys, scores, r * keys);
        }
        tap(ScoreStage.MASKED, head, query, queries, key, keys, scores);
    }

    /** For the keys that the query sees; the table has no distance for others, which are excluded anyway. */
    private static void copyBias(DistanceBias bias, Head head, int query, int key, int keys, float[] addend, int at) {
        Visibility visibility = head.visibility();
        int from = Math.max(0, Math.min(keys, visibility.from(query) - key));
        int to = Math.max(from, Math.min(keys, visibility.to(query) - key));
        Arrays.fill(addend, at, at + keys, 0);
        if (from < to) {
            bias.copy(head.number(), key + from - visibility.position(query), addend, at + from, to - from);
        }
    }

    private static void cap(float[] scores, float cap, float inverse, int n) {
        for (int i = 0; i < n; i++) {
            scores[i] = cap * Tanh.of(scores[i] * inverse);
        }
    }

    private static void exclude(Visibility visibility, int query, int key, int keys, float[] scores, int at) {
        int from = Math.max(0, Math.min(keys, visibility.from(query) - key));
        int to = Math.max(from, Math.min(keys, visibility.to(query) - key));
        Arrays.fill(scores, at, at + from, Float.NEGATIVE_INFINITY);
        Arrays.fill(scores, at + to, at + keys, Float.NEGATIVE_INFINITY);
    }

    private void tap(ScoreStage stage, Head head, int query, int queries, int key, int keys, float[] scores) {
        for (int r = 0; r < queries; r++) {
            taps.scores(stage, head.batchEntry(), head.number(), query + r, key, scores, r * keys, keys);
        }
    }
}
