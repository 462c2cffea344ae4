package dev.heed.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * The weights after the softmax, or the scores of a stage before it, for a caller who asks to see them: computed once
 * more, each number by a work-item of its own, from what {@link FusedAttention} kept of each query.
 *
 * <p>result [entries, heads, queries, keys]; statistics [entries, heads, queries, 2]: maximum and sum. Traffic: 2 · width
 * numbers read and one written for each query and key, under a pattern also an int for each step of its list; for the
 * weights, 2 numbers of each query besides.
 */
final class AttentionScores {
    /** Work-items of a group, along the keys. */
    static final int ITEMS = 64;

    static final int SCALED = 0;

    static final int CAPPED = 1;

    static final int MASKED = 2;

    static final int WEIGHTS = 3;

    private AttentionScores() {}

    static void compute(
            KernelContext context,
            FloatArray query,
            FloatArray keys,
            FloatArray statistics,
            FloatArray result,
            FloatArray biases,
            FloatArray masks,
            FloatArray scoreVector,
            FloatArray scalars,
            IntArray call,
            IntArray layer,
            int additive,
            int stage) {
        int squareKeys = call.get(CallHeader.SQUARE_KEYS);
        int squareQueries = call.get(CallHeader.SQUARE_QUERIES);
        int j = context.globalIdx;
        int i = context.globalIdy;
        int heads = call.get(CallHeader.HEADS);
        int entryNumber = context.globalIdz / heads;
        int head = context.globalIdz - entryNumber * heads;
        int entry = call.get(CallHeader.ENTRIES) + entryNumber * CallHeader.ENTRY;
        if (i < call.get(entry + CallHeader.ENTRY_ROWS) && j < squareKeys) {
            int width = call.get(CallHeader.WIDTH);
            int queryAt = call.get(entry + CallHeader.ENTRY_QUERY)
                    + head * call.get(CallHeader.QUERY_HEAD)
                    + i * call.get(CallHeader.QUERY_ROW);
            float scale = scalars.get(ScorePipeline.SCALE);
            float cap = scalars.get(ScorePipeline.SOFT_CAP);
            float score = 0;
            if (j < call.get(entry + CallHeader.ENTRY_KEYS)) {
                int page = call.get(call.get(entry + CallHeader.ENTRY_PAGES) + j / 16);
                int keyAt = (page * call.get(CallHeader.KEY_PAGE)
                                        + layer.get(LayerData.LAYER) * call.get(CallHeader.KEY_LAYER)
                                        + head / call.get(CallHeader.KEY_GROUP) * width)
                                * 16
                        + j % 16;
                int vectorAt = (layer.get(LayerData.LAYER) * heads + head) * width;
                if (additive == 1) {
                    for (int n = 0; n < width; n++) {
                        float each = Functions.tanh(query.get(queryAt + n) + keys.get(keyAt + n * 16));
                        score += scoreVector.get(vectorAt + n) * each;
                    }
                } else {
                    for (int n = 0; n < width; n++) {
                        score += query.get(queryAt + n) * keys.get(keyAt + n * 16);
                    }
                }
            }
            int range = call.get(layer.get(LayerData.RANGES)) + 3 * (call.get(entry + CallHeader.ENTRY_ROW) + i);
            float value;
            if (stage == SCALED) {
                value = score * scale;
            } else {
                value = ScorePipeline.capped(score, scale, cap);
                if (stage != CAPPED) {
                    int tile = call.get(entry + CallHeader.ENTRY_TILE) + i / 16;
                    int shown = PatternLists.found(call, tile, head, i % 16, j);
                    value = ScorePipeline.masked(value, biases, masks, call, range, entryNumber, head, i, j, shown);
                }
                if (stage == WEIGHTS) {
                    int kept = 2 * (context.globalIdz * squareQueries + i);
                    value = value == Float.NEGATIVE_INFINITY
                            ? 0
                            : TornadoMath.exp(value - statistics.get(kept)) / statistics.get(kept + 1);
                }
            }
            result.set((context.globalIdz * squareQueries + i) * squareKeys + j, value);
        }
    }
}
