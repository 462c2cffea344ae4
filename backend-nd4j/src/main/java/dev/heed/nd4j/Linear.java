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
    /** Up to this many rows, the transposed product is worth turning. */
    private static final int MOST_TURNED = 32;

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
    void apply(Rows input, Rows output, Grid.Tile tile, Scratch scratch) {
        Rows some = input.rows(tile.row(), tile.rowEnd());
        Rows columns = weight.rows(tile.column(), tile.columnEnd());
        Rows result = output.rows(tile.row(), tile.rowEnd()).columns(tile.column(), tile.columnEnd());
        product(some, columns, result, scratch);
    }

    /** output [rows, columns] = input [rows, in] · weightᵀ, with weight [columns, in]. */
    static void product(Rows input, Rows weight, Rows output, Scratch scratch) {
        if (Blas.FEW_ROWS < input.count() && input.count() <= MOST_TURNED) {
            turned(input, weight, output, scratch);
        } else {
            Blas.timesTransposed(1, input, weight, output);
        }
    }

    /** Computes the transposed result, which OpenBLAS does a fifth faster when there are few rows, and turns it. */
    private static void turned(Rows input, Rows weight, Rows output, Scratch scratch) {
        int rows = input.count();
        int columns = weight.count();
        Rows transposed = scratch.rows(Scratch.Use.TRANSPOSED, columns, rows);
        Blas.timesTransposed(1, weight, input, transposed);
        float[] all = scratch.row(rows * columns);
        float[] row = scratch.secondRow(columns);
        transposed.memory().get(0, all, 0, rows * columns);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                row[c] = all[c * rows + r];
            }
            output.put(r, row, 0);
        }
    }
}
