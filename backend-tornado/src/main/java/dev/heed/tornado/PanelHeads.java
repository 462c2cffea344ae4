package dev.heed.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.collections.VectorFloat16;

/**
 * {@link PanelProduct} and {@link HeadRows} in one, for heads that are neither turned nor normalised: queries, keys and
 * values of a layer's input, the keys and values at once in their pages ({@link KeyValuePages}).
 *
 * <p>input, weight, bias, scratch and layer as in {@link PanelProduct}; queries [rows, heads · width]; shape [6]: in, out,
 * where in the header the number of rows stands, the numbers of a row's queries, those of its keys, and the width of a
 * head. Traffic: that of {@link PanelProduct}; each query, key and value is written once.
 */
final class PanelHeads {
    /** The places of the sizes in the array of the shape, behind those of {@link MatrixProduct}. */
    static final int QUERIES = 3;

    static final int KEYS = 4;

    static final int WIDTH = 5;

    private PanelHeads() {}

    static void multiply(
            KernelContext context,
            FloatArray input,
            FloatArray weight,
            FloatArray bias,
            FloatArray queries,
            FloatArray keys,
            FloatArray values,
            FloatArray scratch,
            IntArray call,
            IntArray shape,
            IntArray layer) {
        int out = shape.get(MatrixProduct.OUT);
        int rows = call.get(shape.get(MatrixProduct.COUNT));
        int firstRow = context.globalIdy * 4;
        int firstOut = context.globalIdx * 32;
        int number = layer.get(LayerData.LAYER);
        int blocks = (out + 31) / 32;
        int place = context.globalIdy * blocks + context.globalIdx;
        PanelProduct.sums(
                input,
                new VectorFloat16(weight),
                new VectorFloat16(scratch),
                shape.get(MatrixProduct.IN),
                rows,
                firstRow,
                number * blocks + context.globalIdx,
                place);
        int width = shape.get(WIDTH);
        int firstKey = shape.get(QUERIES);
        int firstValue = firstKey + shape.get(KEYS);
        // Of the block's outputs those before the first are queries, those from the second on values.
        int lastOut = TornadoMath.min(32, out - firstOut);
        int keysFrom = TornadoMath.max(0, TornadoMath.min(lastOut, firstKey - firstOut));
        int valuesFrom = TornadoMath.max(0, TornadoMath.min(lastOut, firstValue - firstOut));
        int biasAt = number * out + firstOut;
        int lastRow = TornadoMath.min(4, rows - firstRow);
        for (int r = 0; r < lastRow; r++) {
            int from = place * 128 + r * 32;
            int slot = call.get(call.get(CallHeader.SLOTS) + firstRow + r);
            int page = slot / 16;
            int token = slot % 16;
            int queryTo = (firstRow + r) * firstKey + firstOut;
            for (int o = 0; o < keysFrom; o++) {
                queries.set(queryTo + o, scratch.get(from + o) + bias.get(biasAt + o));
            }
            int keyTo = page * call.get(CallHeader.KEY_PAGE) + number * call.get(CallHeader.KEY_LAYER);
            for (int o = keysFrom; o < valuesFrom; o++) {
                int key = firstOut + o - firstKey;
                keys.set((keyTo + key) * 16 + token, scratch.get(from + o) + bias.get(biasAt + o));
            }
            int valueTo = page * call.get(CallHeader.VALUE_PAGE) + number * call.get(CallHeader.VALUE_LAYER);
            for (int o = valuesFrom; o < lastOut; o++) {
                int value = firstOut + o - firstValue;
                int head = value / width;
                int to = (valueTo + head * width) * 16 + token * width + value - head * width;
                values.set(to, scratch.get(from + o) + bias.get(biasAt + o));
            }
        }
    }
}
