package dev.heed.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.collections.VectorFloat16;

/**
 * {@link PanelProduct}, plus other, and then {@link RowNorm} of it, in one: output = norm(input · weightᵀ + bias + other).
 *
 * <p>input, weight, bias, other, output, shape and layer as in {@link PanelProduct}; normWeight and normBias [layers, out];
 * scratch has room for 128 numbers for every 4 rows.
 *
 * <p>A work-item makes 4 whole rows, one block of 32 outputs after the other, so that no more than ⌈rows / 4⌉ of them run
 * at once. Traffic: that of {@link PanelProduct}; of the norm, output is read three times and written once more from the
 * fastest cache, and its weight and bias are read for each row.
 */
final class PanelNorm {
    private PanelNorm() {}

    /** The numbers of the scratch for so many rows. */
    static long scratch(int rows) {
        return (long) Capacity.groups(rows, PanelProduct.ROWS) * PanelProduct.ROWS * PanelProduct.OUTPUTS;
    }

    static void multiply(
            KernelContext context,
            FloatArray input,
            FloatArray weight,
            FloatArray bias,
            FloatArray other,
            FloatArray output,
            FloatArray normWeight,
            FloatArray normBias,
            FloatArray scratch,
            IntArray call,
            IntArray shape,
            IntArray layer,
            int rms,
            float epsilon) {
        int in = shape.get(MatrixProduct.IN);
        int out = shape.get(MatrixProduct.OUT);
        int rows = call.get(shape.get(MatrixProduct.COUNT));
        int place = context.globalIdy;
        int firstRow = place * 4;
        int lastRow = TornadoMath.min(4, rows - firstRow);
        int blocks = (out + 31) / 32;
        int learned = layer.get(LayerData.LAYER) * out;
        VectorFloat16 weights = new VectorFloat16(weight);
        VectorFloat16 sums = new VectorFloat16(scratch);
        for (int block = 0; block < blocks; block++) {
            int of = layer.get(LayerData.LAYER) * blocks + block;
            PanelProduct.sums(input, weights, sums, in, rows, firstRow, of, place);
            int firstOut = block * 32;
            int lastOut = TornadoMath.min(32, out - firstOut);
            for (int r = 0; r < lastRow; r++) {
                int at = (firstRow + r) * out + firstOut;
                int from = place * 128 + r * 32;
                for (int o = 0; o < lastOut; o++) {
                    float sum = scratch.get(from + o) + bias.get(learned + firstOut + o);
                    output.set(at + o, sum + other.get(at + o));
                }
            }
        }
        for (int r = 0; r < lastRow; r++) {
            int at = (firstRow + r) * out;
            float mean = 0;
            if (rms == 0) {
                for (int o = 0; o < out; o++) {
                    mean += output.get(at + o);
                }
                mean = mean / out;
            }
            float squares = 0;
            for (int o = 0; o < out; o++) {
                float each = output.get(at + o) - mean;
                squares += each * each;
            }
            float inverse = 1 / TornadoMath.sqrt(squares / out + epsilon);
            for (int o = 0; o < out; o++) {
                float each = (output.get(at + o) - mean) * inverse;
                output.set(at + o, each * normWeight.get(learned + o) + normBias.get(learned + o));
            }
        }
    }
}
