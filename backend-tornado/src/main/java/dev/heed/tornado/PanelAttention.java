package dev.heed.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.collections.VectorFloat16;
import uk.ac.manchester.tornado.api.types.vectors.Float16;

/**
 * {@link FusedAttention} for a CPU, whose registers are wide and on which a barrier costs a loop over the group; for
 * scores that are products.
 *
 * <p>query and output as there; keys and values in pages ({@link KeyValuePages}). A work-item takes 4 queries of one
 * head and goes through the keys 32 at a time: a register has the scores of 16 keys, and then 16 numbers of an output,
 * which is kept in the output's own place between the steps, and divided by its sum at the end.
 *
 * <p>Traffic: every 4 queries read their keys and values once, from a cache where other queries of the head came before;
 * the output is written first, and read and written once for every 32 keys and at the end. 2 · (width + valueWidth)
 * operations and one exp for each query and key. Under a pattern only the steps of its lists are gone through.
 */
final class PanelAttention {
    /** Queries of a work-item. */
    static final int QUERIES = 4;

    /** Keys of a step. */
    static final int STEP = 32;

    /** Numbers of the scratch for each work-item. */
    static final int SCRATCH = 9 * 16;

    private PanelAttention() {}

    /** The numbers of the scratch for so many entries and queries of all of them together. */
    static long scratch(long entries, int heads, long queries) {
        return (queries / QUERIES + 1 + entries) * heads * SCRATCH;
    }

    static void attend(
            KernelContext context,
            FloatArray query,
            FloatArray keys,
            FloatArray values,
            FloatArray output,
            FloatArray statistics,
            FloatArray biases,
            FloatArray masks,
            FloatArray scalars,
            FloatArray scratch,
            IntArray call,
            IntArray layer,
            int wide) {
        int heads = call.get(CallHeader.HEADS);
        int entryNumber = context.globalIdy / heads;
        int head = context.globalIdy - entryNumber * heads;
        int entry = call.get(CallHeader.ENTRIES) + entryNumber * CallHeader.ENTRY;
        int queries = call.get(entry + CallHeader.ENTRY_ROWS);
        int first = context.globalIdx * 4;
        int width = call.get(CallHeader.WIDTH);
        int valueWidth = call.get(CallHeader.VALUE_WIDTH);
        int queryAt = call.get(entry + CallHeader.ENTRY_QUERY) + head * call.get(CallHeader.QUERY_HEAD);
        int outputAt = call.get(entry + CallHeader.ENTRY_OUTPUT) + head * call.get(CallHeader.OUTPUT_HEAD);
        int outputRow = call.get(CallHeader.OUTPUT_ROW);
        int keyAt = layer.get(LayerData.LAYER) * call.get(CallHeader.KEY_LAYER)
                + head / call.get(CallHeader.KEY_GROUP) * width;
        int valueAt = layer.get(LayerData.LAYER) * call.get(CallHeader.VALUE_LAYER)
                + head / call.get(CallHeader.VALUE_GROUP) * valueWidth;
        int keyPage = call.get(CallHeader.KEY_PAGE);
        int valuePage = call.get(CallHeader.VALUE_PAGE);
        int firstPage = call.get(entry + CallHeader.ENTRY_PAGES);
        int count = TornadoMath.min(4, queries - first);
        int from = 0;
        int to = 0;
        int steps = 0;
        // Where the steps are listed, if a pattern hides some of those between the first and the last.
        int list = 0;
        if (count > 0) {
            int number = call.get(entry + CallHeader.ENTRY_TILE) + first / 16;
            int tile = call.get(layer.get(LayerData.TILES)) + 2 * number;
            from = call.get(tile) / 32 * 32;
            to = call.get(tile + 1);
            steps = (to - from + 31) / 32;
            if (call.get(CallHeader.PATTERNS) > 0) {
                int listed = PatternLists.of(call, number, head);
                list = call.get(listed);
                steps = call.get(listed + 1);
            }
        }
        int lastPage = (to - 1) / 16;
        // A query past the last is computed as the last; nothing of it is written.
        int last = TornadoMath.max(0, count - 1);
        int queryRow = call.get(CallHeader.QUERY_ROW);
        int query0 = queryAt + first * queryRow;
        int query1 = query0 + TornadoMath.min(1, last) * queryRow;
        int query2 = query0 + TornadoMath.min(2, last) * queryRow;
        int query3 = query0 + TornadoMath.min(3, last) * queryRow;
        VectorFloat16 panels = new VectorFloat16(keys);
        // The work-item's own: 4 × 32 scores and then weights, and for each query the maximum, the sum, and how much
        // what
        // came before shrinks.
        int slot = (call.get(entry + CallHeader.ENTRY_ROW) + first) / 4 + entryNumber;
        int place = (slot * heads + head) * 9;
        int s = place * 16;
        int most = s + 128;
        int sums = s + 132;
        int shrinks = s + 136;
        float scale = scalars.get(ScorePipeline.SCALE);
        float cap = scalars.get(ScorePipeline.SOFT_CAP);
        VectorFloat16 scores = new VectorFloat16(scratch);
        for (int q = 0; q < count; q++) {
            scratch.set(most + q, Float.NEGATIVE_INFINITY);
            scratch.set(sums + q, 0);
            for (int i = 0; i < valueWidth; i++) {
                output.set(outputAt + (first + q) * outputRow + i, 0);
            }
        }
        for (int step = 0; step < steps; step++) {
            int j = PatternLists.key(call, list, step, from + step * 32);
            int page0 = call.get(firstPage + j / 16);
            int page1 = call.get(firstPage + TornadoMath.min(j / 16 + 1, lastPage));
            int panel0 = page0 * keyPage + keyAt;
            int panel1 = page1 * keyPage + keyAt;
            Float16 c00 = Lanes.zeros();
            Float16 c01 = Lanes.zeros();
            Float16 c10 = Lanes.zeros();
            Float16 c11 = Lanes.zeros();
            Float16 c20 = Lanes.zeros();
            Float16 c21 = Lanes.zeros();
            Float16 c30 = Lanes.zeros();
            Float16 c31 = Lanes.zeros();
            for (int i = 0; i < width; i++) {
                Float16 k0 = panels.get(panel0 + i);
                Float16 k1 = panels.get(panel1 + i);
                Float16 q0 = Lanes.all(query.get(query0 + i));
                Float16 q1 = Lanes.all(query.get(query1 + i));
                Float16 q2 = Lanes.all(query.get(query2 + i));
                Float16 q3 = Lanes.all(query.get(query3 + i));
                c00 = Float16.add(c00, Float16.mult(k0, q0));
                c01 = Float16.add(c01, Float16.mult(k1, q0));
                c10 = Float16.add(c10, Float16.mult(k0, q1));
                c11 = Float16.add(c11, Float16.mult(k1, q1));
                c20 = Float16.add(c20, Float16.mult(k0, q2));
                c21 = Float16.add(c21, Float16.mult(k1, q2));
                c30 = Float16.add(c30, Float16.mult(k0, q3));
                c31 = Float16.add(c31, Float16.mult(k1, q3));
            }
            scores.set(place, c00);
            scores.set(place + 1, c01);
            scores.set(place + 2, c10);
            scores.set(place + 3, c11);
            scores.set(place + 4, c20);
            scores.set(place + 5, c21);
            scores.set(place + 6, c30);
            scores.set(place + 7, c31);
            int seen = TornadoMath.min(32, to - j);
            for (int q = 0; q < count; q++) {
                int row = first + q;
                int range = call.get(layer.get(LayerData.RANGES)) + 3 * (call.get(entry + CallHeader.ENTRY_ROW) + row);
                float max = scratch.get(most + q);
                for (int n = 0; n < seen; n++) {
                    float capped = ScorePipeline.capped(scratch.get(s + q * 32 + n), scale, cap);
                    int shown = PatternLists.shown(call, list, step, row % 16, n);
                    float masked = ScorePipeline.masked(
                            capped, biases, masks, call, range, entryNumber, head, row, j + n, shown);
                    scratch.set(s + q * 32 + n, masked);
                    max = masked > max ? masked : max;
                }
                // Until something is seen, any finite shift leaves −∞ as it is.
                float shift = max == Float.NEGATIVE_INFINITY ? 0 : max;
                float shrink = scratch.get(most + q) == max ? 1 : TornadoMath.exp(scratch.get(most + q) - shift);
                float sum = scratch.get(sums + q) * shrink;
                for (int n = 0; n < seen; n++) {
                    float masked = scratch.get(s + q * 32 + n);
                    float weight = masked == Float.NEGATIVE_INFINITY ? 0 : TornadoMath.exp(masked - shift);
                    scratch.set(s + q * 32 + n, weight);
                    sum += weight;
                }
                scratch.set(most + q, max);
                scratch.set(sums + q, sum);
                scratch.set(shrinks + q, shrink);
            }
            // A constant of the kernel: of two loops in the branches of a number that is data, TornadoVM 5.2 lost one.
            if (wide == 1) {
                int vector0 = page0 * valuePage + valueAt;
                int vector1 = page1 * valuePage + valueAt;
                VectorFloat16 ofValues = new VectorFloat16(values);
                VectorFloat16 outputs = new VectorFloat16(output);
                int vectors = valueWidth / 16;
                int at0 = (outputAt + first * outputRow) / 16;
                int at1 = at0 + TornadoMath.min(1, last) * outputRow / 16;
                int at2 = at0 + TornadoMath.min(2, last) * outputRow / 16;
                int at3 = at0 + TornadoMath.min(3, last) * outputRow / 16;
                for (int i = 0; i < vectors; i++) {
                    Float16 o0 = Float16.mult(outputs.get(at0 + i), Lanes.all(scratch.get(shrinks)));
                    Float16 o1 = Float16.mult(
                            outputs.get(at1 + i), Lanes.all(scratch.get(shrinks + TornadoMath.min(1, last))));
                    Float16 o2 = Float16.mult(
                            outputs.get(at2 + i), Lanes.all(scratch.get(shrinks + TornadoMath.min(2, last))));
                    Float16 o3 = Float16.mult(
                            outputs.get(at3 + i), Lanes.all(scratch.get(shrinks + TornadoMath.min(3, last))));
                    for (int n = 0; n < seen; n++) {
                        int vector = n < 16 ? vector0 + n * vectors : vector1 + (n - 16) * vectors;
                        Float16 v = ofValues.get(vector + i);
                        // 0 · NaN is NaN: a value that is hidden is left out.
                        float w0 = scratch.get(s + n);
                        float w1 = scratch.get(s + 32 + n);
                        float w2 = scratch.get(s + 64 + n);
                        float w3 = scratch.get(s + 96 + n);
                        if (w0 != 0) {
                            o0 = Float16.add(o0, Float16.mult(v, Lanes.all(w0)));
                        }
                        if (w1 != 0) {
                            o1 = Float16.add(o1, Float16.mult(v, Lanes.all(w1)));
                        }
                        if (w2 != 0) {
                            o2 = Float16.add(o2, Float16.mult(v, Lanes.all(w2)));
                        }
                        if (w3 != 0) {
                            o3 = Float16.add(o3, Float16.mult(v, Lanes.all(w3)));
                        }
                    }
                    outputs.set(at0 + i, o0);
                    if (count > 1) {
                        outputs.set(at1 + i, o1);
                    }
                    if (count > 2) {
                        outputs.set(at2 + i, o2);
                    }
                    if (count > 3) {
                        outputs.set(at3 + i, o3);
                    }
                }
            } else {
                int vector0 = (page0 * valuePage + valueAt) * 16;
                int vector1 = (page1 * valuePage + valueAt) * 16;
                for (int q = 0; q < count; q++) {
                    for (int i = 0; i < valueWidth; i++) {
                        int at = outputAt + (first + q) * outputRow + i;
                        float sum = output.get(at) * scratch.get(shrinks + q);
                        for (int n = 0; n < seen; n++) {
                            int vector = n < 16 ? vector0 + n * valueWidth : vector1 + (n - 16) * valueWidth;
                            float weight = scratch.get(s + q * 32 + n);
                            sum += weight == 0 ? 0 : weight * values.get(vector + i);
                        }
                        output.set(at, sum);
                    }
                }
            }
        }
        for (int q = 0; q < count; q++) {
            float inverse = scratch.get(sums + q) == 0 ? 0 : 1 / scratch.get(sums + q);
            for (int i = 0; i < valueWidth; i++) {
                int at = outputAt + (first + q) * outputRow + i;
                output.set(at, output.get(at) * inverse);
            }
            if (call.get(CallHeader.STATISTICS) == 1) {
                int kept = 2 * (context.globalIdy * call.get(CallHeader.SQUARE_QUERIES) + first + q);
                statistics.set(kept, scratch.get(most + q));
                statistics.set(kept + 1, scratch.get(sums + q));
            }
        }
    }
}
