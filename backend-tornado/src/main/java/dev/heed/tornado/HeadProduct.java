package dev.heed.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * The score's own projection: output[r, h, t, o] = Σᵢ weight[h, o, i] · input[r, h / group, t, i] + bias[h, o].
 *
 * <p>input [outer, heads, inner, width], output [outer, newHeads, inner, newWidth], weight [layers, newHeads, newWidth,
 * width], bias [layers, newHeads, newWidth]. A work-item makes one number of the output.
 * Traffic: 2 · width + 1 numbers read for each number written; neighbours share the input's row.
 */
final class HeadProduct {
    private HeadProduct() {}

    static void project(
            KernelContext context,
            FloatArray input,
            FloatArray weight,
            FloatArray bias,
            FloatArray output,
            IntArray call,
            IntArray layer,
            int side) {
        int o = context.globalIdx;
        int row = context.globalIdy;
        int heads = call.get(side + CallHeader.SIDE_HEADS);
        int newHeads = call.get(side + CallHeader.SIDE_NEW_HEADS);
        int newWidth = call.get(side + CallHeader.SIDE_NEW_WIDTH);
        if (o < newWidth && row < call.get(side + CallHeader.SIDE_ROWS) / heads * newHeads) {
            int inner = call.get(side + CallHeader.SIDE_INNER);
            int width = call.get(side + CallHeader.SIDE_WIDTH);
            int outer = row / (inner * newHeads);
            int head = row / inner % newHeads;
            int from = (outer * heads + head / call.get(side + CallHeader.SIDE_GROUP)) * inner + row % inner;
            int learned = (layer.get(LayerData.LAYER) * newHeads + head) * newWidth + o;
            float sum = bias.get(learned);
            for (int i = 0; i < width; i++) {
                sum += weight.get(learned * width + i) * input.get(from * width + i);
            }
            output.set(row * newWidth + o, sum);
        }
    }
}
