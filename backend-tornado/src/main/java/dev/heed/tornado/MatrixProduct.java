package dev.heed.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * output[row, o] = f(Σᵢ input[row, i] · weight[o, i] + bias[o]), then + other[row, o] or · other[row, o].
 *
 * <p>input [rows, in], weight [layers, out, in], bias [layers, out], other and output [rows, out]; shape [3]: in, out,
 * and where in the header the number of rows stands; layer [1]. All sizes are data, so that a driver compiles one kernel
 * for all layers and all models.
 *
 * <p>A group of 16 × 16 work-items makes a tile of 64 × 64 outputs, each work-item 4 × 4 of them, 16 apart, in
 * registers. Traffic: each tile reads 64 · in numbers of input and of weight once, so that rows · in · ⌈out / 64⌉ +
 * out · in · ⌈rows / 64⌉ numbers are read in all; a number in local memory is used 64 times. Bias and other are read, and
 * output is written, once for each number of it. 2 · rows · in · out operations, with rows and out rounded up to 64 and in
 * to 16: a single row costs as much as 64.
 */
final class MatrixProduct {
    /** Outputs of a tile in each direction. */
    static final int TILE = 64;

    /** Work-items of a group in each direction. */
    static final int ITEMS = 16;

    /** The places of the sizes in the array of the shape. */
    static final int IN = 0;

    static final int OUT = 1;

    static final int COUNT = 2;

    /** What is done with the other input. */
    static final int ALONE = 0;

    static final int PLUS = 1;

    static final int TIMES = 2;

    private MatrixProduct() {}

    static void multiply(
            KernelContext context,
            FloatArray input,
            FloatArray weight,
            FloatArray bias,
            FloatArray other,
            FloatArray output,
            IntArray call,
            IntArray shape,
            IntArray layer,
            int activation,
            int combine) {
        int in = shape.get(IN);
        int out = shape.get(OUT);
        int layerRow = layer.get(LayerData.LAYER) * out;
        int x = context.localIdx;
        int y = context.localIdy;
        int item = y * 16 + x;
        int firstRow = context.groupIdy * 64;
        int firstOut = context.groupIdx * 64;
        int rows = call.get(shape.get(COUNT));
        // One more than 16 and 64, so that a column's numbers are in different banks.
        float[] a = context.allocateFloatLocalArray(64 * 17);
        float[] w = context.allocateFloatLocalArray(16 * 65);
        float c00 = 0;
        float c01 = 0;
        float c02 = 0;
        float c03 = 0;
        float c10 = 0;
        float c11 = 0;
        float c12 = 0;
        float c13 = 0;
        float c20 = 0;
        float c21 = 0;
        float c22 = 0;
        float c23 = 0;
        float c30 = 0;
        float c31 = 0;
        float c32 = 0;
        float c33 = 0;
        for (int first = 0; first < in; first += 16) {
            for (int n = 0; n < 4; n++) {
                int line = n * 16 + item / 16;
                int i = item % 16;
                float fromInput = 0;
                float fromWeight = 0;
                if (first + i < in) {
                    if (firstRow + line < rows) {
                        fromInput = input.get((firstRow + line) * in + first + i);
                    }
                    if (firstOut + line < out) {
                        fromWeight = weight.get((layerRow + firstOut + line) * in + first + i);
                    }
                }
                a[line * 17 + i] = fromInput;
                w[i * 65 + line] = fromWeight;
            }
            context.localBarrier();
            for (int i = 0; i < 16; i++) {
                float w0 = w[i * 65 + x];
                float w1 = w[i * 65 + x + 16];
                float w2 = w[i * 65 + x + 32];
                float w3 = w[i * 65 + x + 48];
                float a0 = a[y * 17 + i];
                float a1 = a[(y + 16) * 17 + i];
                float a2 = a[(y + 32) * 17 + i];
                float a3 = a[(y + 48) * 17 + i];
                c00 += a0 * w0;
                c01 += a0 * w1;
                c02 += a0 * w2;
                c03 += a0 * w3;
                c10 += a1 * w0;
                c11 += a1 * w1;
                c12 += a1 * w2;
                c13 += a1 * w3;
                c20 += a2 * w0;
                c21 += a2 * w1;
                c22 += a2 * w2;
                c23 += a2 * w3;
                c30 += a3 * w0;
                c31 += a3 * w1;
                c32 += a3 * w2;
                c33 += a3 * w3;
            }
            context.localBarrier();
        }
        int row = firstRow + y;
        int o = firstOut + x;
        store(c00, bias, other, output, row, rows, o, out, layerRow, activation, combine);
        store(c01, bias, other, output, row, rows, o + 16, out, layerRow, activation, combine);
        store(c02, bias, other, output, row, rows, o + 32, out, layerRow, activation, combine);
        store(c03, bias, other, output, row, rows, o + 48, out, layerRow, activation, combine);
        store(c10, bias, other, output, row + 16, rows, o, out, layerRow, activation, combine);
        store(c11, bias, other, output, row + 16, rows, o + 16, out, layerRow, activation, combine);
        store(c12, bias, other, output, row + 16, rows, o + 32, out, layerRow, activation, combine);
        store(c13, bias, other, output, row + 16, rows, o + 48, out, layerRow, activation, combine);
        store(c20, bias, other, output, row + 32, rows, o, out, layerRow, activation, combine);
        store(c21, bias, other, output, row + 32, rows, o + 16, out, layerRow, activation, combine);
        store(c22, bias, other, output, row + 32, rows, o + 32, out, layerRow, activation, combine);
        store(c23, bias, other, output, row + 32, rows, o + 48, out, layerRow, activation, combine);
        store(c30, bias, other, output, row + 48, rows, o, out, layerRow, activation, combine);
        store(c31, bias, other, output, row + 48, rows, o + 16, out, layerRow, activation, combine);
        store(c32, bias, other, output, row + 48, rows, o + 32, out, layerRow, activation, combine);
        store(c33, bias, other, output, row + 48, rows, o + 48, out, layerRow, activation, combine);
    }

    private static void store(
            float sum,
            FloatArray bias,
            FloatArray other,
            FloatArray output,
            int row,
            int rows,
            int o,
            int out,
            int layerRow,
            int activation,
            int combine) {
        if (row < rows && o < out) {
            float value = Functions.activation(activation, sum + bias.get(layerRow + o));
            int at = row * out + o;
            if (combine == PLUS) {
                value += other.get(at);
            }
            if (combine == TIMES) {
                value *= other.get(at);
            }
            output.set(at, value);
        }
    }
}
