package dev.heed.tornado;

import java.util.ArrayList;
import java.util.List;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid3D;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/**
 * A task graph while it is put together, with the grids of its tasks. A name of a task is its kernel's and a number, so
 * that an error of the driver names the kernel.
 */
final class DeviceGraph {
    private final String name;
    private final TaskGraph tasks;
    private final GridScheduler grids = new GridScheduler();
    private final List<FloatArray> results = new ArrayList<>();
    private int count;

    DeviceGraph(String name) {
        this.name = name;
        this.tasks = new TaskGraph(name);
    }

    /** Arrays that go to the device once. */
    void sendOnce(List<? extends TornadoNativeArray> arrays) {
        if (!arrays.isEmpty()) {
            tasks.transferToDevice(DataTransferMode.FIRST_EXECUTION, arrays.toArray());
        }
    }

    /** Arrays that go to the device in each call. */
    void send(List<Object> arrays) {
        tasks.transferToDevice(DataTransferMode.EVERY_EXECUTION, arrays.toArray());
    }

    /** The name of the next task. */
    String next(String kernel) {
        return kernel + count++;
    }

    TaskGraph tasks() {
        return tasks;
    }

    /** The grid of a task, in groups of a fixed size; how many groups there are is set before each run. */
    WorkerGrid grid(String task, int x, int y) {
        WorkerGrid grid = new WorkerGrid3D(x, y, 1);
        grid.setLocalWork(x, y, 1);
        grids.addWorkerGrid(name + "." + task, grid);
        return grid;
    }

    /** An array that may be brought back after a run. */
    void result(FloatArray array) {
        results.add(array);
    }

    /** The plan of what has been put together. */
    DevicePlan plan() {
        tasks.transferToHost(DataTransferMode.UNDER_DEMAND, results.toArray());
        return new DevicePlan(tasks.snapshot(), grids);
    }
}
