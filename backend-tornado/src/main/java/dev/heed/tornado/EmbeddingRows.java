package dev.heed.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * What the first layer reads: output[row] = scale · tokens[id] + segments[segment] + positions[position], of which any
 * may be missing; features [rows, width] stand in the place of tokens where there are none.
 *
 * <p>tokens [vocabulary, width], or in panels of 16 rows, as {@link PanelProduct} has a matrix that is a head too;
 * segments [segments, width], positions [positions, width], output [rows, width], shape [1]: width. A work-item makes one
 * number, and copies ints of what was sent to the call that later graphs read. Traffic: up to 3 numbers read for each
 * number written.
 */
final class EmbeddingRows {
    private EmbeddingRows() {}

    static void sum(
            KernelContext context,
            FloatArray tokens,
            FloatArray segments,
            FloatArray positions,
            FloatArray output,
            IntArray sent,
            IntArray call,
            IntArray shape,
            int byId,
            int panelled,
            int withSegments,
            int withPositions,
            float scale) {
        int width = shape.get(0);
        int i = context.globalIdx;
        int row = context.globalIdy;
        int across = context.globalGroupSizeX;
        int items = across * context.globalGroupSizeY;
        int ints = sent.get(CallHeader.INTS);
        for (int n = row * across + i; n < ints; n += items) {
            call.set(n, sent.get(n));
        }
        if (i < width && row < sent.get(CallHeader.ROWS)) {
            int from = row;
            if (byId == 1) {
                from = sent.get(sent.get(CallHeader.TOKENS) + row);
            }
            int at = from * width + i;
            if (panelled == 1) {
                at = (from / 16 * width + i) * 16 + from % 16;
            }
            float sum = tokens.get(at) * scale;
            if (withSegments == 1) {
                sum += segments.get(sent.get(sent.get(CallHeader.SEGMENTS) + row) * width + i);
            }
            if (withPositions == 1) {
                int places = sent.get(CallHeader.QUERY_SIDE + CallHeader.SIDE_POSITIONS);
                sum += positions.get(sent.get(places + row) * width + i);
            }
            output.set(row * width + i, sum);
        }
    }
}
