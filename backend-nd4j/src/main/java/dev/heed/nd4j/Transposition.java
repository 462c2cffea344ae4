package dev.heed.nd4j;

import java.nio.FloatBuffer;

/** Copies rows of a matrix to columns of another, in tiles that stay in a core's cache. */
final class Transposition {
    /** Rows to a tile; what is written of a row of the target at once. */
    static final int ROWS = 64;

    private static final int COLUMNS = 256;

    /** Rows of a tile lie this far apart: a power of two would put elements of a column into the same lines of the cache. */
    private static final int STRIDE = COLUMNS + 8;

    private Transposition() {}

    /**
     * Fills all columns of the target.
     *
     * @param matrix [rows, target.count]
     * @param first which row becomes the first column
     * @param target at most {@link #ROWS} wide
     */
    static void copy(FloatBuffer matrix, int first, Rows target, Scratch scratch) {
        int rows = target.width();
        int length = target.count();
        float[] tile = scratch.row(ROWS * STRIDE);
        float[] turned = scratch.secondRow(ROWS * COLUMNS);
        for (int column = 0; column < length; column += COLUMNS) {
            int columns = Math.min(COLUMNS, length - column);
            for (int row = 0; row < rows; row++) {
                matrix.get(matrix.position() + (first + row) * length + column, tile, row * STRIDE, columns);
            }
            turn(tile, rows, columns, turned);
            for (int i = 0; i < columns; i++) {
                target.put(column + i, turned, i * rows);
            }
        }
    }

    private static void turn(float[] tile, int rows, int columns, float[] turned) {
        for (int column = 0; column < columns; column++) {
            for (int row = 0; row < rows; row++) {
                turned[column * rows + row] = tile[row * STRIDE + column];
            }
        }
    }
}
