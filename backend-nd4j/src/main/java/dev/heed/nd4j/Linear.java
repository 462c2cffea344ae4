package dev.heed.nd4j;

import java.nio.FloatBuffer;
import java.util.List;

/**
 * A linear projection.
 *
 * @param weight [out, in]
 * @param bias [out], zeros if it has none
 */
record Linear(Rows weight, float[] bias) {
    /** One projection whose outputs are those of several, one after the other. */
    static Linear of(Weights weights, NativeArena memory, int in, List<String> names) {
        FloatBuffer[] matrices =
                names.stream().map(name -> weights.floats(name + ".weight")).toArray(FloatBuffer[]::new);
        NativeFloats block = memory.copyOf(matrices);
        int out = 0;
        for (FloatBuffer matrix : matrices) {
            out += matrix.remaining() / in;
        }
        float[] bias = new float[out];
        int at = 0;
        for (int i = 0; i < matrices.length; i++) {
            int length = matrices[i].remaining() / in;
            System.arraycopy(weights.arrayOrZeros(names.get(i) + ".bias", length), 0, bias, at, length);
            at += length;
        }
        return new Linear(Rows.of(block, out, in), bias);
    }

    int out() {
        return bias.length;
    }

    /** Some of the outputs of some rows, without the bias. */
    void apply(Rows input, Rows output, Grid.Tile tile) {
        Blas.timesTransposed(
                1,
                input.rows(tile.row(), tile.rowEnd()),
                weight.rows(tile.column(), tile.columnEnd()),
                output.rows(tile.row(), tile.rowEnd()).columns(tile.column(), tile.columnEnd()));
    }
}
