package dev.heed.tornado;

import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** The task that puts the keys and values of a call into pages, all of them anew. */
final class PageTask {
    private static final int ITEMS_X = 16;
    private static final int ITEMS_Y = 4;

    private final WorkerGrid grid;

    PageTask(
            DeviceGraph graph,
            FloatArray key,
            FloatArray value,
            FloatArray keys,
            FloatArray values,
            IntArray call,
            IntArray layer) {
        String task = graph.next("pageWrite");
        grid = graph.grid(task, ITEMS_X, ITEMS_Y);
        graph.tasks().task(task, PageWrite::put, graph.context(), key, value, keys, values, call, layer);
    }

    /** Sets the grid for a call whose longest entry has so many keys. */
    void prepare(KeyValuePages pages, int entries, int keys) {
        grid.setGlobalWork(
                (long) ITEMS_X * Capacity.groups(Math.max(pages.width(), pages.valueWidth()), ITEMS_X),
                (long) ITEMS_Y * Capacity.groups(keys, ITEMS_Y),
                (long) entries * Math.max(pages.keyHeads(), pages.valueHeads()));
    }
}
