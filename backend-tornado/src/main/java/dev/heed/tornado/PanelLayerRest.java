package dev.heed.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.collections.VectorFloat16;

/**
 * What a layer with post-norms does behind its attention, in one: after = norm(attended · outᵀ + outBias + states), and then
 * states = norm(f(after · upᵀ + upBias) · downᵀ + downBias + after).
 *
 * <p>attended [rows, heads · headWidth]; states and after [rows, width]; hidden [rows, inner]; out [layers, width, heads ·
 * headWidth], up [layers, inner, width] and down [layers, width, inner] in panels as in {@link PanelProduct}; upBias
 * [layers, inner]; vectors [layers, 6, width]: outBias, weight and bias of its norm, downBias, weight and bias of its norm;
 * shape [4]: heads · headWidth, width, inner, and where in the header the number of rows stands; layer as there; scratch
 * has room for 128 numbers for every 4 rows.
 *
 * <p>A work-item makes 4 whole rows, one block of 32 outputs after the other, so that no more than ⌈rows / 4⌉ of them run
 * at once. Traffic: weights are read ⌈rows / 4⌉ times, from a cache that holds them or from memory; a work-item's rows of
 * attended and states are read, and those of states written, once; what comes between is in a cache, which a norm reads
 * three times more and writes once. 2 · rows · width · (heads · headWidth + 2 · inner) operations.
 */
final class PanelLayerRest {
    /** The vectors of the width that a layer has. */
    static final int VECTORS = 6;

    private PanelLayerRest() {}

    static void compute(
            KernelContext context,
            FloatArray attended,
            FloatArray states,
            FloatArray after,
            FloatArray hidden,
            FloatArray out,
            FloatArray up,
            FloatArray upBias,
            FloatArray down,
            FloatArray vectors,
            FloatArray scratch,
            IntArray call,
            IntArray shape,
            IntArray layer,
            int activation,
            int rms,
            float epsilon) {
        int in = shape.get(0);
        int width = shape.get(1);
        int inner = shape.get(2);
        int rows = call.get(shape.get(3));
        int place = context.globalIdy;
        int first = place * 4;
        int count = TornadoMath.min(4, rows - first);
        int number = layer.get(LayerData.LAYER);
        int blocks = (width + 31) / 32;
        int innerBlocks = (inner + 31) / 32;
        int learned = number * 6 * width;
        VectorFloat16 sums = new VectorFloat16(scratch);
        VectorFloat16 outs = new VectorFloat16(out);
        for (int block = 0; block < blocks; block++) {
            PanelProduct.sums(attended, outs, sums, in, rows, first, number * blocks + block, place);
            plus(scratch, place, vectors, learned, states, after, first, count, width, block);
        }
        normalise(after, vectors, learned + width, first, count, width, rms, epsilon);
        VectorFloat16 ups = new VectorFloat16(up);
        for (int block = 0; block < innerBlocks; block++) {
            PanelProduct.sums(after, ups, sums, width, rows, first, number * innerBlocks + block, place);
            int last = TornadoMath.min(32, inner - block * 32);
            for (int r = 0; r < count; r++) {
                int at = (first + r) * inner + block * 32;
                int from = place * 128 + r * 32;
                for (int o = 0; o < last; o++) {
                    float sum = scratch.get(from + o) + upBias.get(number * inner + block * 32 + o);
                    hidden.set(at + o, Functions.activation(activation, sum));
                }
            }
        }
        VectorFloat16 downs = new VectorFloat16(down);
        for (int block = 0; block < blocks; block++) {
            PanelProduct.sums(hidden, downs, sums, inner, rows, first, number * blocks + block, place);
            plus(scratch, place, vectors, learned + 3 * width, after, states, first, count, width, block);
        }
        normalise(states, vectors, learned + 4 * width, first, count, width, rms, epsilon);
    }

    /** The sums of a block, plus the bias and another input. */
    private static void plus(
            FloatArray sums,
            int place,
            FloatArray vectors,
            int bias,
            FloatArray other,
            FloatArray output,
            int first,
            int count,
            int width,
            int block) {
        int last = TornadoMath.min(32, width - block * 32);
        for (int r = 0; r < count; r++) {
            int at = (first + r) * width + block * 32;
            int from = place * 128 + r * 32;
            for (int o = 0; o < last; o++) {
                output.set(at + o, sums.get(from + o) + vectors.get(bias + block * 32 + o) + other.get(at + o));
            }
        }
    }

    /** {@link RowNorm} of rows, where they are; weight and bias stand one behind the other. */
    private static void normalise(
            FloatArray rows, FloatArray vectors, int learned, int first, int count, int width, int rms, float epsilon) {
        for (int r = 0; r < count; r++) {
            int at = (first + r) * width;
            InPlaceNorm.normalise(rows, at, width, width, vectors, learned, vectors, learned + width, rms, epsilon);
        }
    }
}
