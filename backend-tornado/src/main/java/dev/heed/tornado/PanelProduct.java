package dev.heed.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.collections.VectorFloat16;
import uk.ac.manchester.tornado.api.types.vectors.Float16;

/**
 * {@link MatrixProduct} for a CPU, whose registers are wide, whose caches need no copies in local memory, and on which a
 * barrier costs a loop over the group.
 *
 * <p>input [rows, in]; weight in panels of 16 outputs, [layers, panels, in, 16], with an even number of panels to a
 * layer, zeros where there is no output; bias [layers, out]; other and output [rows, out]; shape and layer as there;
 * scratch has room for rows and outputs rounded up.
 *
 * <p>A work-item makes 4 rows of 32 outputs, in 8 registers of 16 numbers: for each number of the input's width it reads
 * 2 vectors and 4 numbers for 8 multiplications of 16 lanes. Traffic: weights are read from memory ⌈rows / 4⌉ times, or
 * from a cache that holds the panels of one work-item, 128 · in bytes; input ⌈out / 32⌉ times. Output is written once, and
 * its numbers to a scratch and back, in a cache.
 * 2 · rows · in · out operations.
 */
final class PanelProduct {
    /** Rows of a work-item. */
    static final int ROWS = 4;

    /** Outputs of a work-item. */
    static final int OUTPUTS = 32;

    private PanelProduct() {}

    /** The numbers of the scratch for so many rows and outputs. */
    static long scratch(int rows, int out) {
        return (long) Capacity.groups(rows, ROWS) * ROWS * Capacity.groups(out, OUTPUTS) * OUTPUTS;
    }

    static void multiply(
            KernelContext context,
            FloatArray input,
            FloatArray weight,
            FloatArray bias,
            FloatArray other,
            FloatArray output,
            FloatArray scratch,
            IntArray call,
            IntArray shape,
            IntArray layer,
            int activation,
            int combine) {
        int in = shape.get(MatrixProduct.IN);
        int out = shape.get(MatrixProduct.OUT);
        int rows = call.get(shape.get(MatrixProduct.COUNT));
        int firstRow = context.globalIdy * 4;
        int firstOut = context.globalIdx * 32;
        int blocks = (out + 31) / 32;
        int block = layer.get(LayerData.LAYER) * blocks + context.globalIdx;
        int place = context.globalIdy * blocks + context.globalIdx;
        sums(input, new VectorFloat16(weight), new VectorFloat16(scratch), in, rows, firstRow, block, place);
        int from = place * 128;
        int layerBias = layer.get(LayerData.LAYER) * out;
        int lastRow = TornadoMath.min(4, rows - firstRow);
        int lastOut = TornadoMath.min(32, out - firstOut);
        for (int r = 0; r < lastRow; r++) {
            for (int o = 0; o < lastOut; o++) {
                float value = Functions.activation(
                        activation, scratch.get(from + r * 32 + o) + bias.get(layerBias + firstOut + o));
                int at = (firstRow + r) * out + firstOut + o;
                if (combine == MatrixProduct.PLUS) {
                    value += other.get(at);
                }
                if (combine == MatrixProduct.TIMES) {
                    value *= other.get(at);
                }
                output.set(at, value);
            }
        }
    }

    /**
     * Σᵢ input[row, i] · weight[o, i] of 4 rows and of a block of 32 outputs, [4, 32], to a place of the scratch: memory of
     * the work-item's own, where each number of a register is by itself.
     *
     * @param block of the weights of all layers
     */
    static void sums(
            FloatArray input,
            VectorFloat16 weights,
            VectorFloat16 scratch,
            int in,
            int rows,
            int firstRow,
            int block,
            int place) {
        int panel0 = block * 2 * in;
        int panel1 = panel0 + in;
        // A row past the last is computed as the last; nothing of it is kept.
        int row0 = TornadoMath.min(firstRow, rows - 1) * in;
        int row1 = TornadoMath.min(firstRow + 1, rows - 1) * in;
        int row2 = TornadoMath.min(firstRow + 2, rows - 1) * in;
        int row3 = TornadoMath.min(firstRow + 3, rows - 1) * in;
        Float16 c00 = Lanes.zeros();
        Float16 c01 = Lanes.zeros();
        Float16 c10 = Lanes.zeros();
        Float16 c11 = Lanes.zeros();
        Float16 c20 = Lanes.zeros();
        Float16 c21 = Lanes.zeros();
        Float16 c30 = Lanes.zeros();
        Float16 c31 = Lanes.zeros();
        for (int i = 0; i < in; i++) {
            Float16 w0 = weights.get(panel0 + i);
            Float16 w1 = weights.get(panel1 + i);
            Float16 a0 = Lanes.all(input.get(row0 + i));
            Float16 a1 = Lanes.all(input.get(row1 + i));
            Float16 a2 = Lanes.all(input.get(row2 + i));
            Float16 a3 = Lanes.all(input.get(row3 + i));
            c00 = Float16.add(c00, Float16.mult(w0, a0));
            c01 = Float16.add(c01, Float16.mult(w1, a0));
            c10 = Float16.add(c10, Float16.mult(w0, a1));
            c11 = Float16.add(c11, Float16.mult(w1, a1));
            c20 = Float16.add(c20, Float16.mult(w0, a2));
            c21 = Float16.add(c21, Float16.mult(w1, a2));
            c30 = Float16.add(c30, Float16.mult(w0, a3));
            c31 = Float16.add(c31, Float16.mult(w1, a3));
        }
        int at = place * 8;
        scratch.set(at, c00);
        scratch.set(at + 1, c01);
        scratch.set(at + 2, c10);
        scratch.set(at + 3, c11);
        scratch.set(at + 4, c20);
        scratch.set(at + 5, c21);
        scratch.set(at + 6, c30);
        scratch.set(at + 7, c31);
    }
}
