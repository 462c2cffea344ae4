package uk.ac.manchester.tornado.api;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The grids of a plan's tasks, by {@code graph.task}. */
public class GridScheduler {
    private final ConcurrentHashMap<String, WorkerGrid> grids = new ConcurrentHashMap<>();

    /** Without grids. */
    public GridScheduler() {}

    /** Sets the grid of a task. */
    public void addWorkerGrid(String taskName, WorkerGrid workerGrid) {
        grids.put(taskName, workerGrid);
    }

    /** The grid of a task, or null. */
    public @Nullable WorkerGrid get(String taskName) {
        return grids.get(taskName);
    }

    /** The tasks that have grids. */
    public Set<String> keySet() {
        return grids.keySet();
    }
}
