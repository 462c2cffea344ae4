package dev.heed.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * What the first layer reads: output[row] = scale · tokens[id] + segments[segment] + positions[position], of which any
 * may be missing; features [rows, width] stand in the place of tokens where there are none.
 *
 * <p>tokens [vocabulary, width], or in panels of 16 rows, as {@link PanelProduct} has a matrix that is a head too; segments [segments, width], positions [positions, width], output [rows, width], shape [1]: width. A
 * work-item makes one number. Traffic: up to 3 numbers read for each number written.
 */
final class EmbeddingRows {
    private EmbeddingRows() {}

    static void sum(
            KernelContext context,
            FloatArray tokens,
            FloatArray segments,
            FloatArray positions,
            FloatArray output,
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
        if (i < width && row < call.get(CallHeader.ROWS)) {
            int from = row;
            if (byId == 1) {
                from = call.get(call.get(CallHeader.TOKENS) + row);
            }
            int at = from * width + i;
            if (panelled == 1) {
                at = (from / 16 * width + i) * 16 + from % 16;
            }
            float sum = tokens.get(at) * scale;
            if (withSegments == 1) {
                sum += segments.get(call.get(call.get(CallHeader.SEGMENTS) + row) * width + i);
            }
            if (withPositions == 1) {
                int places = call.get(CallHeader.QUERY_SIDE + CallHeader.SIDE_POSITIONS);
                sum += positions.get(call.get(places + row) * width + i);
            }
            output.set(row * width + i, sum);
        }
    }
}
