package dev.heed.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * What happens to each head of a layer's queries, keys and values: queries and keys are normalised if the spec says so,
 * and turned by their position's angles (rule ATT-18), in place; then keys and values go to their token's place in the
 * pages ({@link KeyValuePages}).
 *
 * <p>rows [rows, heads + 2 · keyValueHeads, width]; normWeight and normBias [layers, 2, width]: of queries and of keys;
 * angles [positions, pairs, 2]; shape [6]: heads, keyValueHeads, width, pairs, and from a pair's first number to the next
 * pair's and to its own second. A work-item takes a head of a row.
 *
 * <p>Traffic: what is turned is read and written once, with its angles; what is normalised is read three times and written
 * once more, from a cache after the first; keys and values are read and written once more on their way to the pages.
 */
final class HeadRows {
    /** No norm of queries and keys; the others follow. */
    static final int PLAIN = 0;

    static final int LAYER_NORM = 1;

    static final int RMS_NORM = 2;

    private HeadRows() {}

    static void finish(
            KernelContext context,
            FloatArray rows,
            FloatArray keys,
            FloatArray values,
            FloatArray normWeight,
            FloatArray normBias,
            FloatArray angles,
            IntArray call,
            IntArray shape,
            IntArray layer,
            int norm,
            float epsilon) {
        int head = context.globalIdx;
        int row = context.globalIdy;
        int heads = shape.get(0);
        int keyValueHeads = shape.get(1);
        int width = shape.get(2);
        int all = heads + 2 * keyValueHeads;
        if (head < all && row < call.get(CallHeader.ROWS)) {
            int at = (row * all + head) * width;
            int scored = heads + keyValueHeads;
            if (norm != PLAIN) {
                int learned = (layer.get(LayerData.LAYER) * 2 + (head < heads ? 0 : 1)) * width;
                InPlaceNorm.normalise(
                        rows,
                        at,
                        head < scored ? width : 0,
                        width,
                        normWeight,
                        learned,
                        normBias,
                        learned,
                        norm == RMS_NORM ? 1 : 0,
                        epsilon);
            }
            int pairs = shape.get(3);
            int turned = head < scored ? pairs : 0;
            int step = shape.get(4);
            int other = shape.get(5);
            int position = call.get(call.get(CallHeader.QUERY_SIDE + CallHeader.SIDE_POSITIONS) + row);
            for (int k = 0; k < turned; k++) {
                float x = rows.get(at + k * step);
                float y = rows.get(at + k * step + other);
                float cos = angles.get(2 * (position * pairs + k));
                float sin = angles.get(2 * (position * pairs + k) + 1);
                rows.set(at + k * step, x * cos - y * sin);
                rows.set(at + k * step + other, y * cos + x * sin);
            }
            int slot = call.get(call.get(CallHeader.SLOTS) + row);
            int page = slot / 16;
            int token = slot % 16;
            int keyNumbers = head >= heads && head < scored ? width : 0;
            int keyTo = page * call.get(CallHeader.KEY_PAGE)
                    + layer.get(LayerData.LAYER) * call.get(CallHeader.KEY_LAYER)
                    + (head - heads) * width;
            for (int i = 0; i < keyNumbers; i++) {
                keys.set((keyTo + i) * 16 + token, rows.get(at + i));
            }
            int valueNumbers = head >= scored ? width : 0;
            int valueTo = (page * call.get(CallHeader.VALUE_PAGE)
                                    + layer.get(LayerData.LAYER) * call.get(CallHeader.VALUE_LAYER)
                                    + (head - scored) * width)
                            * 16
                    + token * width;
            for (int i = 0; i < valueNumbers; i++) {
                values.set(valueTo + i, rows.get(at + i));
            }
        }
    }
}
