package dev.heed.nd4j;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A decoder's linear projection. A product with one row of input reads long rows of an [out, in] weight in streams as fast
 * as the memory gives them, but short ones start the processor's prefetching anew with each. A weight of short rows is
 * therefore kept transposed: the product is then a sum of rows of weights, which is one stream. Long ones are not, since
 * products with some rows of input are a third faster so.
 *
 * @param panels the weight by outputs, [some of out, in] each if they are rows, or [in, some of out]; all of the same size
 *     but the last, and one after the other in memory
 * @param rows whether outputs are rows
 * @param bias [out], zeros if it has none
 */
record Projection(List<Rows> panels, boolean rows, float[] bias) {
    /** So many numbers are a long row. */
    private static final int LONG_ROW = 2048;

    /** Weights to a panel of long rows: enough for one task. */
    private static final int GOOD_WEIGHTS = 1 << 19;

    /** Columns to a panel at most: results that stay in a core's first cache. */
    private static final int MOST_COLUMNS = 2048;

    /** Outputs to a panel are a multiple of these. */
    private static final int UNIT = 16;

    /** One projection whose outputs are those of several, one after the other. */
    static Projection of(Weights weights, NativeArena memory, int in, Nd4jBackend backend, String... names) {
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
        return of(memory, in, bias, backend, matrices);
    }

    /**
     * A projection.
     *
     * @param matrices [outputs, in] each
     */
    static Projection of(NativeArena memory, int in, float[] bias, Nd4jBackend backend, FloatBuffer... matrices) {
        NativeFloats block = memory.allocate((long) in * bias.length);
        boolean rows = in >= LONG_ROW;
        int most = rows ? Math.max(1, GOOD_WEIGHTS / in) : MOST_COLUMNS;
        Projection projection = new Projection(panels(block, in, bias.length, most, rows), rows, bias);
        int at = 0;
        for (FloatBuffer matrix : matrices) {
            projection.fill(matrix, at, backend);
            at += matrix.remaining() / in;
        }
        return projection;
    }

    private static List<Rows> panels(NativeFloats memory, int in, int out, int most, boolean rows) {
        int count = ceilDiv(out, most);
        int outputs = ceilDiv(out, count * UNIT) * UNIT;
        List<Rows> panels = new ArrayList<>();
        for (int from = 0; from < out; from += outputs) {
            int some = Math.min(outputs, out - from);
            panels.add(rows ? new Rows(memory, from * in, in, some, in) : new Rows(memory, from * in, some, in, some));
        }
        return panels;
    }

    /** Takes an [outputs, in] matrix as the outputs from one on. */
    private void fill(FloatBuffer matrix, int first, Nd4jBackend backend) {
        if (rows) {
            panels.get(0).memory().put(first * in(), matrix);
            return;
        }
        int outputs = matrix.remaining() / in();
        int blocks = ceilDiv(outputs, Transposition.ROWS);
        backend.crew().forEach(blocks, block -> backend.scratches().lend(scratch -> {
            int end = Math.min(outputs, (block + 1) * Transposition.ROWS);
            for (int row = block * Transposition.ROWS; row < end; ) {
                Rows panel = panels.get((first + row) / panelOutputs());
                int column = (first + row) % panelOutputs();
                int some = Math.min(end - row, panel.width() - column);
                Transposition.copy(matrix, row, panel.columns(column, column + some), scratch);
                row += some;
            }
        }));
    }

    int in() {
        return rows ? panels.get(0).width() : panels.get(0).count();
    }

    int out() {
        return bias.length;
    }

    private int panelOutputs() {
        return rows ? panels.get(0).count() : panels.get(0).width();
    }

    /** Some rows' outputs that one panel makes, without the bias, from some of the inputs alone. */
    void apply(int panel, int from, int to, Rows input, Rows output, Scratch scratch) {
        int first = panel * panelOutputs();
        Rows result = output.columns(first, Math.min(out(), first + panelOutputs()));
        Rows weight = panels.get(panel);
        if (rows) {
            Linear.product(input.columns(from, to), weight.columns(from, to), result, scratch);
        } else {
            Blas.timesOnce(input.columns(from, to), weight.rows(from, to), result);
        }
    }

    /** All outputs of many rows, without the bias. */
    void apply(Rows input, Rows output) {
        if (rows) {
            Blas.timesTransposed(1, input, Rows.of(panels.get(0).memory(), out(), in()), output);
            return;
        }
        for (Rows panel : panels) {
            int first = panel.start() / in();
            Blas.times(input, panel, 0, output.columns(first, first + panel.width()));
        }
    }

    /** The weights of one output. */
    void weightsOf(int output, float[] into) {
        Rows panel = panels.get(output / panelOutputs());
        if (rows) {
            panel.get(output % panelOutputs(), into, 0);
        } else {
            panel.getColumn(output % panelOutputs(), into);
        }
    }

    private static int ceilDiv(int dividend, int divisor) {
        return (dividend + divisor - 1) / divisor;
    }
}
