package dev.heed.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * output[i] = Σⱼ softmaxⱼ(score(query[i], key[j])) · value[j], with the softmax on the way (Milakov and Gimelshein,
 * 2018; Dao et al., 2022): no array of queries × keys.
 *
 * <p>query and output are divided into entries, heads and rows by the strides of {@link CallHeader}; keys and values are
 * in pages ({@link KeyValuePages}). A group
 * of 16 × 16 work-items takes 16 queries of one head, and of the values 64 numbers of the width; keys come in tiles of
 * 16, and of those only what any of the queries sees. Work-item (x, y) makes the score of query y and key x, and then 4
 * numbers of the output of query y, 16 apart.
 *
 * <p>Traffic: every 16 queries read their keys and values once, every 64 numbers of the value width the keys once more;
 * queries are read once where the width is at most 64. Output is written once. 2 · (width + valueWidth) operations and
 * one exp for each query and key, with queries, keys and valueWidth rounded up to 16, 16 and 64. Under a pattern only the
 * steps of its lists are gone through ({@link PatternTable}).
 */
final class FusedAttention {
    /** Queries of a group, and keys of a tile. */
    static final int TILE = 16;

    /** Numbers of the value width of a group. */
    static final int VALUES = 64;

    private FusedAttention() {}

    static void attend(
            KernelContext context,
            FloatArray query,
            FloatArray keys,
            FloatArray values,
            FloatArray output,
            FloatArray statistics,
            FloatArray biases,
            FloatArray masks,
            FloatArray scoreVector,
            FloatArray scalars,
            IntArray call,
            IntArray layer,
            int additive) {
        int x = context.localIdx;
        int y = context.localIdy;
        int item = y * 16 + x;
        int heads = call.get(CallHeader.HEADS);
        int entryNumber = context.groupIdy / heads;
        int head = context.groupIdy - entryNumber * heads;
        int entry = call.get(CallHeader.ENTRIES) + entryNumber * CallHeader.ENTRY;
        int queries = call.get(entry + CallHeader.ENTRY_ROWS);
        int firstQuery = context.groupIdx * 16;
        int width = call.get(CallHeader.WIDTH);
        int valueWidth = call.get(CallHeader.VALUE_WIDTH);
        int firstValue = context.groupIdz * 64;
        int queryRow = call.get(CallHeader.QUERY_ROW);
        int queryAt = call.get(entry + CallHeader.ENTRY_QUERY) + head * call.get(CallHeader.QUERY_HEAD);
        int keyAt = layer.get(LayerData.LAYER) * call.get(CallHeader.KEY_LAYER)
                + head / call.get(CallHeader.KEY_GROUP) * width;
        int valueAt = layer.get(LayerData.LAYER) * call.get(CallHeader.VALUE_LAYER)
                + head / call.get(CallHeader.VALUE_GROUP) * valueWidth;
        int vectorAt = (layer.get(LayerData.LAYER) * heads + head) * width;
        int pages = call.get(entry + CallHeader.ENTRY_PAGES);
        int to = 0;
        int from = 0;
        int steps = 0;
        // Where the steps are listed, if a pattern hides some of those between the first and the last.
        int list = 0;
        if (firstQuery < queries) {
            int number = call.get(entry + CallHeader.ENTRY_TILE) + context.groupIdx;
            int tile = call.get(layer.get(LayerData.TILES)) + 2 * number;
            from = call.get(tile) / 16 * 16;
            to = call.get(tile + 1);
            steps = (to - from + 15) / 16;
            if (call.get(CallHeader.PATTERNS) > 0) {
                int listed = PatternLists.of(call, number, head);
                list = call.get(listed);
                steps = call.get(listed + 1);
            }
        }
        // A row past the last takes the range of the last; nothing of it is written.
        int row = TornadoMath.max(0, TornadoMath.min(firstQuery + y, queries - 1));
        int range = call.get(layer.get(LayerData.RANGES)) + 3 * (call.get(entry + CallHeader.ENTRY_ROW) + row);
        float[] q = context.allocateFloatLocalArray(16 * 65);
        float[] k = context.allocateFloatLocalArray(64 * 17);
        float[] v = context.allocateFloatLocalArray(16 * 64);
        float[] s = context.allocateFloatLocalArray(16 * 17);
        float[] e = context.allocateFloatLocalArray(16 * 17);
        float scale = scalars.get(ScorePipeline.SCALE);
        float cap = scalars.get(ScorePipeline.SOFT_CAP);
        float max = Float.NEGATIVE_INFINITY;
        float sum = 0;
        float o0 = 0;
        float o1 = 0;
        float o2 = 0;
        float o3 = 0;
        for (int step = 0; step < steps; step++) {
            int j = PatternLists.key(call, list, step, from + step * 16);
            int page = call.get(pages + j / 16);
            int keyPage = page * call.get(CallHeader.KEY_PAGE) + keyAt;
            int valuePage = (page * call.get(CallHeader.VALUE_PAGE) + valueAt) * 16;
            // Queries stay in local memory where they fit.
            int fresh = step == 0 || width > 64 ? 1 : 0;
            float score = 0;
            for (int first = 0; first < width; first += 64) {
                for (int n = 0; n < 4; n++) {
                    int line = item / 64 + n * 4;
                    int i = item % 64;
                    int keyLine = item / 16 + n * 16;
                    float fromQuery = 0;
                    float fromKey = 0;
                    float fromValue = 0;
                    if (fresh == 1 && first + i < width && firstQuery + line < queries) {
                        fromQuery = query.get(queryAt + (firstQuery + line) * queryRow + first + i);
                    }
                    if (first + keyLine < width && j + item % 16 < to) {
                        fromKey = keys.get((keyPage + first + keyLine) * 16 + item % 16);
                    }
                    if (first == 0 && firstValue + i < valueWidth && j + line < to) {
                        fromValue = values.get(valuePage + line * valueWidth + firstValue + i);
                    }
                    if (fresh == 1) {
                        q[line * 65 + i] = fromQuery;
                    }
                    k[keyLine * 17 + item % 16] = fromKey;
                    if (first == 0) {
                        v[line * 64 + i] = fromValue;
                    }
                }
                context.localBarrier();
                int count = TornadoMath.min(64, width - first);
                // A constant of the kernel: of two loops in the branches of a number that is data, TornadoVM 5.2 lost
                // one.
                if (additive == 1) {
                    for (int i = 0; i < count; i++) {
                        float each = Functions.tanh(q[y * 65 + i] + k[i * 17 + x]);
                        score += scoreVector.get(vectorAt + first + i) * each;
                    }
                } else {
                    for (int i = 0; i < count; i++) {
                        score += q[y * 65 + i] * k[i * 17 + x];
                    }
                }
                context.localBarrier();
            }
            float capped = ScorePipeline.capped(score, scale, cap);
            int shown = PatternLists.shown(call, list, step, y, x);
            float masked =
                    ScorePipeline.masked(capped, biases, masks, call, range, entryNumber, head, row, j + x, shown);
            s[y * 17 + x] = masked;
            context.localBarrier();
            float before = max;
            for (int i = 0; i < 16; i++) {
                float each = s[y * 17 + i];
                max = each > max ? each : max;
            }
            // Until something is seen, any finite shift leaves −∞ as it is.
            float shift = max == Float.NEGATIVE_INFINITY ? 0 : max;
            float weight = masked == Float.NEGATIVE_INFINITY ? 0 : TornadoMath.exp(masked - shift);
            e[y * 17 + x] = weight;
            context.localBarrier();
            float shrink = before == max ? 1 : TornadoMath.exp(before - shift);
            sum *= shrink;
            o0 *= shrink;
            o1 *= shrink;
            o2 *= shrink;
            o3 *= shrink;
            for (int i = 0; i < 16; i++) {
                float each = e[y * 17 + i];
                sum += each;
                // 0 · NaN is NaN: a value that is hidden is left out.
                o0 += each == 0 ? 0 : each * v[i * 64 + x];
                o1 += each == 0 ? 0 : each * v[i * 64 + x + 16];
                o2 += each == 0 ? 0 : each * v[i * 64 + x + 32];
                o3 += each == 0 ? 0 : each * v[i * 64 + x + 48];
            }
            context.localBarrier();
        }
        if (firstQuery + y < queries) {
            int at = call.get(entry + CallHeader.ENTRY_OUTPUT)
                    + head * call.get(CallHeader.OUTPUT_HEAD)
                    + (firstQuery + y) * call.get(CallHeader.OUTPUT_ROW)
                    + firstValue
                    + x;
            int left = valueWidth - firstValue - x;
            float inverse = sum == 0 ? 0 : 1 / sum;
            if (left > 0) {
                output.set(at, o0 * inverse);
            }
            if (left > 16) {
                output.set(at + 16, o1 * inverse);
            }
            if (left > 32) {
                output.set(at + 32, o2 * inverse);
            }
            if (left > 48) {
                output.set(at + 48, o3 * inverse);
            }
            if (call.get(CallHeader.STATISTICS) == 1 && x == 0 && context.groupIdz == 0) {
                int kept = 2 * (context.groupIdy * call.get(CallHeader.SQUARE_QUERIES) + firstQuery + y);
                statistics.set(kept, max);
                statistics.set(kept + 1, sum);
            }
        }
    }
}
