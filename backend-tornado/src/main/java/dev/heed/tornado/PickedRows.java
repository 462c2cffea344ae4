package dev.heed.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * output[n] = states[picks[n]] · scale, for the rows whose logits are asked for.
 *
 * <p>states [rows, width], output [picked, width]; picks: how many, then which rows; shape [1]: width. A work-item moves
 * one number. Traffic: read and written once.
 */
final class PickedRows {
    private PickedRows() {}

    static void pick(
            KernelContext context, FloatArray states, FloatArray output, IntArray picks, IntArray shape, float scale) {
        int width = shape.get(0);
        int i = context.globalIdx;
        int number = context.globalIdy;
        if (i < width && number < picks.get(0)) {
            output.set(number * width + i, states.get(picks.get(1 + number) * width + i) * scale);
        }
    }
}
