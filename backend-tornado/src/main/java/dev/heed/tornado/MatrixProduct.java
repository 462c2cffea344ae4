package dev.heed.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * output[row, o] = f(Σᵢ input[row, i] · weight[o, i] + bias[o]), then + other[row, o] or · other[row, o].
 *
 * <p>input [rows, in], weight [layers, out, in], bias [layers, out], other and output [rows, out]; shape [3]: in, out,
 * and where in the header the number of rows stands; layer [1]. All sizes are data, so that a driver compiles one kernel
 * for all layers and all models.
 *
 * <p>Many rows: a group of 16 × 16 work-items makes a tile of 64 × 64 outputs, each work-item 4 × 4 of them, 16 apart, in
 * registers. Traffic: each tile reads 64 · in numbers of input and of weight once, so that rows · in · ⌈out / 64⌉ +
 * out · in · ⌈rows / 64⌉ numbers are read in all; a number in local memory is used 64 times. 2 · rows · in · out
 * operations, with rows and out rounded up to 64 and in to 16.
 *
 * <p>Up to 4 rows, as when a decoder takes a step: a group makes 16 outputs of each. 16 work-items side by side share an
 * output: they read its weights 64 neighbouring numbers at a time, each 4 of them for all rows, and add up what they have
 * in a tree in local memory. Traffic: out · in numbers of weight, once, and 4 times as many of input, from a cache.
 * 8 · in · out operations, whatever the rows, and 60 of the tree for each output.
 *
 * <p>Bias and other are read, and output is written, once for each number of it.
 */
final class MatrixProduct {
    /** Outputs of a tile in each direction. */
    static final int TILE = 64;

    /** Work-items of a group in each direction. */
    static final int ITEMS = 16;

    /** The most rows that are few. */
    static final int FEW = 4;

    /** Outputs of a group where rows are few. */
    static final int FEW_OUTPUTS = 16;

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
        // Loops that run no time, in place of loops in the branches of a number that is data.
        boolean few = rows <= FEW;
        int tileIn = few ? 0 : in;
        int tileRows = few ? 0 : rows;
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
        for (int first = 0; first < tileIn; first += 16) {
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
        int o = firstOut + x;
        int row = firstRow + y;
        store(c00, bias, other, output, row, tileRows, o, out, layerRow, activation, combine);
        store(c01, bias, other, output, row, tileRows, o + 16, out, layerRow, activation, combine);
        store(c02, bias, other, output, row, tileRows, o + 32, out, layerRow, activation, combine);
        store(c03, bias, other, output, row, tileRows, o + 48, out, layerRow, activation, combine);
        store(c10, bias, other, output, row + 16, tileRows, o, out, layerRow, activation, combine);
        store(c11, bias, other, output, row + 16, tileRows, o + 16, out, layerRow, activation, combine);
        store(c12, bias, other, output, row + 16, tileRows, o + 32, out, layerRow, activation, combine);
        store(c13, bias, other, output, row + 16, tileRows, o + 48, out, layerRow, activation, combine);
        store(c20, bias, other, output, row + 32, tileRows, o, out, layerRow, activation, combine);
        store(c21, bias, other, output, row + 32, tileRows, o + 16, out, layerRow, activation, combine);
        store(c22, bias, other, output, row + 32, tileRows, o + 32, out, layerRow, activation, combine);
        store(c23, bias, other, output, row + 32, tileRows, o + 48, out, layerRow, activation, combine);
        store(c30, bias, other, output, row + 48, tileRows, o, out, layerRow, activation, combine);
        store(c31, bias, other, output, row + 48, tileRows, o + 16, out, layerRow, activation, combine);
        store(c32, bias, other, output, row + 48, tileRows, o + 32, out, layerRow, activation, combine);
        store(c33, bias, other, output, row + 48, tileRows, o + 48, out, layerRow, activation, combine);

        int fewOut = context.groupIdx * 16 + y;
        int fewIn = few && fewOut < out ? in : 0;
        int weightAt = (layerRow + fewOut) * in;
        // A row past the last is computed as the last; nothing of it is written.
        int last = TornadoMath.max(0, rows - 1);
        int row1 = TornadoMath.min(1, last) * in;
        int row2 = TornadoMath.min(2, last) * in;
        int row3 = TornadoMath.min(3, last) * in;
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int whole = fewIn / 64 * 64;
        for (int i = x; i < whole; i += 64) {
            float w0 = weight.get(weightAt + i);
            float w1 = weight.get(weightAt + i + 16);
            float w2 = weight.get(weightAt + i + 32);
            float w3 = weight.get(weightAt + i + 48);
            s0 += w0 * input.get(i) + w1 * input.get(i + 16) + w2 * input.get(i + 32) + w3 * input.get(i + 48);
            s1 += w0 * input.get(row1 + i)
                    + w1 * input.get(row1 + i + 16)
                    + w2 * input.get(row1 + i + 32)
                    + w3 * input.get(row1 + i + 48);
            s2 += w0 * input.get(row2 + i)
                    + w1 * input.get(row2 + i + 16)
                    + w2 * input.get(row2 + i + 32)
                    + w3 * input.get(row2 + i + 48);
            s3 += w0 * input.get(row3 + i)
                    + w1 * input.get(row3 + i + 16)
                    + w2 * input.get(row3 + i + 32)
                    + w3 * input.get(row3 + i + 48);
        }
        for (int i = whole + x; i < fewIn; i += 16) {
            float each = weight.get(weightAt + i);
            s0 += each * input.get(i);
            s1 += each * input.get(row1 + i);
            s2 += each * input.get(row2 + i);
            s3 += each * input.get(row3 + i);
        }
        a[item] = s0;
        a[256 + item] = s1;
        a[512 + item] = s2;
        a[768 + item] = s3;
        context.localBarrier();
        for (int half = few ? 8 : 0; half > 0; half /= 2) {
            if (x < half) {
                a[item] += a[item + half];
                a[256 + item] += a[256 + item + half];
                a[512 + item] += a[512 + item + half];
                a[768 + item] += a[768 + item + half];
            }
            context.localBarrier();
        }
        int fewRow = few ? x : rows;
        if (fewRow < rows) {
            store(a[x * 256 + y * 16], bias, other, output, x, rows, fewOut, out, layerRow, activation, combine);
        }
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
