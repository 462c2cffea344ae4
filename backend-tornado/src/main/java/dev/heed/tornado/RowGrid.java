package dev.heed.tornado;

import uk.ac.manchester.tornado.api.WorkerGrid;

/**
 * How a task's grid follows from the number of rows.
 *
 * @param x work-items across, whatever the rows
 * @param itemsY work-items of a group down
 * @param rowsToGroup the rows that a group takes
 */
record RowGrid(WorkerGrid grid, long x, int itemsY, int rowsToGroup) {
    void cover(int rows) {
        grid.setGlobalWork(x, (long) itemsY * Capacity.groups(Math.max(1, rows), rowsToGroup), 1);
    }
}
