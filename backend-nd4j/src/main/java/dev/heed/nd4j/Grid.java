package dev.heed.nd4j;

import java.util.function.Consumer;

/**
 * The result of a projection, divided into tiles for a number of threads: by rows, or by columns where there are too
 * few rows. Depends on nothing else, so that a call is divided the same way every time (rule ATT-15).
 *
 * @param rows how many rows there are
 * @param columns how many columns there are
 * @param rowTile rows to a tile
 * @param columnTile columns to a tile
 */
record Grid(int rows, int columns, int rowTile, int columnTile) {
    /** Rows that make a product efficient. */
    private static final int GOOD_ROWS = 256;

    /** Fewer rows than these for each thread are divided by columns. */
    private static final int FEW_ROWS = 48;

    /** A part of the result; the ends are exclusive. */
    record Tile(int row, int rowEnd, int column, int columnEnd) {}

    /**
     * Divides.
     *
     * @param unit a column tile is a multiple of this many columns, such as a head's width
     */
    static Grid of(int rows, int columns, int unit, int threads) {
        if (threads > 1 && rows < FEW_ROWS * threads) {
            int units = ceilDiv(columns, unit);
            return new Grid(rows, columns, Math.max(1, rows), ceilDiv(units, Math.min(units, threads)) * unit);
        }
        int tiles = ceilDiv(ceilDiv(rows, GOOD_ROWS), threads) * threads;
        return new Grid(rows, columns, Math.max(1, ceilDiv(rows, Math.max(1, tiles))), columns);
    }

    /** Whole rows alone. */
    static Grid ofRows(int rows, int threads) {
        int rowTile = Math.min(GOOD_ROWS, ceilDiv(rows, threads));
        return new Grid(rows, 1, Math.max(1, rowTile), 1);
    }

    /** Lets a team do every tile. */
    void forEach(Team team, Consumer<Tile> work) {
        int across = ceilDiv(columns, columnTile);
        team.forEach(ceilDiv(rows, rowTile) * across, task -> {
            int row = task / across * rowTile;
            int column = task % across * columnTile;
            work.accept(new Tile(row, Math.min(rows, row + rowTile), column, Math.min(columns, column + columnTile)));
        });
    }

    private static int ceilDiv(int dividend, int divisor) {
        return (dividend + divisor - 1) / divisor;
    }
}
