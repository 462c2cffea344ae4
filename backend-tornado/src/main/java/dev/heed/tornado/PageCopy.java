package dev.heed.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Copies pages ({@link KeyValuePages}), for a row that is about to write to one that others hold.
 *
 * <p>A work-item copies 16 numbers of a page's keys, and of its values. Traffic: both read and written once.
 */
final class PageCopy {
    private PageCopy() {}

    static void copy(KernelContext context, FloatArray keys, FloatArray values, IntArray call) {
        int i = context.globalIdx;
        int number = context.globalIdy;
        if (number < call.get(CallHeader.COPIES)) {
            int pair = call.get(CallHeader.COPIED) + 2 * number;
            int keyPage = call.get(CallHeader.KEY_PAGE);
            int valuePage = call.get(CallHeader.VALUE_PAGE);
            int keyCount = i < keyPage ? 16 : 0;
            int valueCount = i < valuePage ? 16 : 0;
            int keyFrom = (call.get(pair) * keyPage + i) * 16;
            int keyTo = (call.get(pair + 1) * keyPage + i) * 16;
            int valueFrom = (call.get(pair) * valuePage + i) * 16;
            int valueTo = (call.get(pair + 1) * valuePage + i) * 16;
            for (int n = 0; n < keyCount; n++) {
                keys.set(keyTo + n, keys.get(keyFrom + n));
            }
            for (int n = 0; n < valueCount; n++) {
                values.set(valueTo + n, values.get(valueFrom + n));
            }
        }
    }
}
