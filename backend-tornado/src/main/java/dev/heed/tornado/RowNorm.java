package dev.heed.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * LayerNorm: (x − mean) / √(variance + ε) · weight + bias of each row; RMSNorm: x / √(mean of squares + ε) · weight + bias.
 *
 * <p>input, other and output [rows, width], weight and bias [layers, width], shape [1]: width. A group of 64 work-items takes a row, and adds up in a tree
 * in local memory. Traffic: a row is read three times, twice under RMSNorm, of which all but the first from a cache; weight
 * and bias are read for each row; the row is written once.
 */
final class RowNorm {
    /** Work-items of a group. */
    static final int ITEMS = 64;

    private RowNorm() {}

    static void normalise(
            KernelContext context,
            FloatArray input,
            FloatArray weight,
            FloatArray bias,
            FloatArray other,
            FloatArray output,
            IntArray shape,
            IntArray layer,
            int rms,
            int combine,
            float epsilon) {
        int width = shape.get(0);
        int item = context.localIdx;
        int at = context.groupIdy * width;
        int learned = layer.get(LayerData.LAYER) * width;
        float[] sums = context.allocateFloatLocalArray(64);
        float mean = 0;
        if (rms == 0) {
            float sum = 0;
            for (int i = item; i < width; i += 64) {
                sum += input.get(at + i);
            }
            sums[item] = sum;
            context.localBarrier();
            for (int half = 32; half > 0; half /= 2) {
                if (item < half) {
                    sums[item] += sums[item + half];
                }
                context.localBarrier();
            }
            mean = sums[0] / width;
            context.localBarrier();
        }
        float squares = 0;
        for (int i = item; i < width; i += 64) {
            float each = input.get(at + i) - mean;
            squares += each * each;
        }
        sums[item] = squares;
        context.localBarrier();
        for (int half = 32; half > 0; half /= 2) {
            if (item < half) {
                sums[item] += sums[item + half];
            }
            context.localBarrier();
        }
        float inverse = 1 / TornadoMath.sqrt(sums[0] / width + epsilon);
        for (int i = item; i < width; i += 64) {
            float value = (input.get(at + i) - mean) * inverse * weight.get(learned + i) + bias.get(learned + i);
            if (combine == MatrixProduct.PLUS) {
                value += other.get(at + i);
            }
            output.set(at + i, value);
        }
    }
}
