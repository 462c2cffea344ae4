package dev.heed.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Puts keys and values into pages ({@link KeyValuePages}), from where they are by the strides of {@link CallHeader}.
 *
 * <p>A work-item moves one number of a key and one of a value. Traffic: both read and written once.
 */
final class PageWrite {
    private PageWrite() {}

    static void put(
            KernelContext context,
            FloatArray key,
            FloatArray value,
            FloatArray keys,
            FloatArray values,
            IntArray call,
            IntArray layer) {
        int i = context.globalIdx;
        int j = context.globalIdy;
        int keyHeads = call.get(CallHeader.KEY_HEADS);
        int valueHeads = call.get(CallHeader.VALUE_HEADS);
        // There are as many heads of keys as of values, or as many as of queries.
        int heads = keyHeads > valueHeads ? keyHeads : valueHeads;
        int entryNumber = context.globalIdz / heads;
        int head = context.globalIdz - entryNumber * heads;
        int entry = call.get(CallHeader.ENTRIES) + entryNumber * CallHeader.ENTRY;
        if (j < call.get(entry + CallHeader.ENTRY_KEYS)) {
            int width = call.get(CallHeader.WIDTH);
            int valueWidth = call.get(CallHeader.VALUE_WIDTH);
            int page = call.get(call.get(entry + CallHeader.ENTRY_PAGES) + j / 16);
            if (head < keyHeads && i < width) {
                int from = call.get(entry + CallHeader.ENTRY_KEY)
                        + head * call.get(CallHeader.KEY_HEAD)
                        + j * call.get(CallHeader.KEY_ROW);
                int to = page * call.get(CallHeader.KEY_PAGE)
                        + layer.get(LayerData.LAYER) * call.get(CallHeader.KEY_LAYER)
                        + head * width
                        + i;
                keys.set(to * 16 + j % 16, key.get(from + i));
            }
            if (head < valueHeads && i < valueWidth) {
                int from = call.get(entry + CallHeader.ENTRY_VALUE)
                        + head * call.get(CallHeader.VALUE_HEAD)
                        + j * call.get(CallHeader.VALUE_ROW);
                int to = page * call.get(CallHeader.VALUE_PAGE)
                        + layer.get(LayerData.LAYER) * call.get(CallHeader.VALUE_LAYER)
                        + head * valueWidth;
                values.set(to * 16 + j % 16 * valueWidth + i, value.get(from + i));
            }
        }
    }
}
