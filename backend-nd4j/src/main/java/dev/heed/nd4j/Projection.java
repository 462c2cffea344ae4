package dev.heed.nd4j;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A decoder's linear projection. Its weight is kept transposed: the product with one row is then a sum of rows of weights,
 * which reads them in one stream, where products with short rows of an [out, in] weight start anew with each of them.
 *
 * @param panels the weight's columns one after the other, [in, some of out] each, all as wide as the first but the last
 * @param bias [out], zeros if it has none
 */
record Projection(List<Rows> panels, float[] bias) {
    /** Columns to a panel at most: results that stay in a core's first cache. */
    private static final int MOST_COLUMNS = 2048;

    /** Columns to a panel are a multiple of these. */
    private static final int UNIT = 16;

    /** One projection whose outputs are those of several, one after the other. */
    static Projection of(Weights weights, NativeArena memory, int in, Team team, String... names) {
        FloatBuffer[] matrices = new FloatBuffer[names.length];
        int out = 0;
        for (int i = 0; i < names.length; i++) {
            matrices[i] = weights.floats(names[i] + ".weight");
            out += matrices[i].remaining() / in;
        }
        float[] bias = new float[out];
        int at = 0;
        for (int i = 0; i < names.length; i++) {
            int length = matrices[i].remaining() / in;
            System.arraycopy(weights.arrayOrZeros(names[i] + ".bias", length), 0, bias, at, length);
            at += length;
        }
        return of(memory, in, bias, team, matrices);
    }

    /**
     * A projection.
     *
     * @param matrices [outputs, in] each
     */
    static Projection of(NativeArena memory, int in, float[] bias, Team team, FloatBuffer... matrices) {
        NativeFloats block = memory.allocate((long) in * bias.length);
        Projection projection = new Projection(panels(block, in, bias.length), bias);
        int at = 0;
        for (FloatBuffer matrix : matrices) {
            projection.fill(matrix, at, team);
            at += matrix.remaining() / in;
        }
        return projection;
    }

    private static List<Rows> panels(NativeFloats memory, int in, int out) {
        int count = ceilDiv(out, MOST_COLUMNS);
        int width = ceilDiv(out, count * UNIT) * UNIT;
        List<Rows> panels = new ArrayList<>();
        for (int column = 0; column < out; column += width) {
            int columns = Math.min(width, out - column);
            panels.add(new Rows(memory, column * in, columns, in, columns));
        }
        return panels;
    }

    /** Takes an [outputs, in] matrix as the columns from one on. */
    private void fill(FloatBuffer matrix, int first, Team team) {
        int outputs = matrix.remaining() / in();
        int blocks = ceilDiv(outputs, Transposition.ROWS);
        team.forEach(blocks, block -> {
            int end = Math.min(outputs, (block + 1) * Transposition.ROWS);
            for (int row = block * Transposition.ROWS; row < end; ) {
                Rows panel = panels.get((first + row) / panelWidth());
                int column = (first + row) % panelWidth();
                int some = Math.min(end - row, panel.width() - column);
                Transposition.copy(matrix, row, panel.columns(column, column + some));
                row += some;
            }
        });
    }

    int in() {
        return panels.get(0).count();
    }

    int out() {
        return bias.length;
    }

    private int panelWidth() {
        return panels.get(0).width();
    }

    /** Some rows' outputs in the columns of one panel, without the bias, from some of the inputs alone. */
    void apply(int panel, int from, int to, Rows input, Rows output) {
        int column = panel * panelWidth();
        Rows weight = panels.get(panel);
        Blas.timesOnce(input.columns(from, to), weight.rows(from, to), output.columns(column, column + weight.width()));
    }

    /** All outputs of some rows, without the bias. */
    void apply(Rows input, Rows output) {
        for (int panel = 0; panel < panels.size(); panel++) {
            apply(panel, 0, in(), input, output);
        }
    }

    /** The weights of one output. */
    void weightsOf(int output, float[] into) {
        Rows panel = panels.get(output / panelWidth());
        panel.getColumn(output % panelWidth(), into);
    }

    private static int ceilDiv(int dividend, int divisor) {
        return (dividend + divisor - 1) / divisor;
    }
}
