package dev.heed.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * x = cap · tanh(x / cap), in place.
 *
 * <p>rows [rows, width]; picks: how many rows; shape: in, and the width. A work-item changes one number. Traffic: read and
 * written once.
 */
final class SoftCap {
    private SoftCap() {}

    static void apply(KernelContext context, FloatArray rows, IntArray picks, IntArray shape, float cap) {
        int width = shape.get(MatrixProduct.OUT);
        int i = context.globalIdx;
        int row = context.globalIdy;
        if (i < width && row < picks.get(0)) {
            rows.set(row * width + i, cap * Functions.tanh(rows.get(row * width + i) / cap));
        }
    }
}
