package dev.heed.tornado;

import uk.ac.manchester.tornado.api.WorkerGrid;

/**
 * How a task's grid follows from the number of rows.
 *
 * @param x work-items across
 * @param fewX work-items across if there are no more rows than {@link MatrixProduct#FEW}
 * @param itemsY work-items of a group down
 * @param rowsToGroup the rows that a group takes
 */
record RowGrid(WorkerGrid grid, long x, long fewX, int itemsY, int rowsToGroup) {
    /** Work-items across whatever the rows. */
    RowGrid(WorkerGrid grid, long x, int itemsY, int rowsToGroup) {
        this(grid, x, x, itemsY, rowsToGroup);
    }

    void cover(int rows) {
        long across = rows <= MatrixProduct.FEW ? fewX : x;
        grid.setGlobalWork(across, (long) itemsY * Capacity.groups(Math.max(1, rows), rowsToGroup), 1);
    }
}
