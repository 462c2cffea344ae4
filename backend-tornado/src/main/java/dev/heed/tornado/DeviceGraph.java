package dev.heed.tornado;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid3D;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/**
 * A task graph while it is put together, with the grids of its tasks. A name of a task is its kernel's and a number, so
 * that an error of the driver names the kernel.
 */
final class DeviceGraph {
    /** What TornadoVM takes for the context of a graph, and a little more: 312 bytes in its release 5.2. */
    private static final long CONTEXT = 320;

    private final String name;
    private final TaskGraph tasks;
    private final GridScheduler grids;
    private final Set<TornadoNativeArray> own = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<TornadoNativeArray> taken = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<TornadoNativeArray> sent = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<String> kernels = new ArrayList<>();
    private final KernelContext context = new KernelContext();

    DeviceGraph(String name) {
        this(name, new GridScheduler());
    }

    /** A graph of a plan that has several; they share a scheduler. */
    DeviceGraph(String name, GridScheduler grids) {
        this.name = name;
        // Nothing of it is sent, but TornadoVM frees what was declared, and nothing else.
        this.tasks = new TaskGraph(name).transferToDevice(DataTransferMode.FIRST_EXECUTION, context);
        this.grids = grids;
    }

    /** Arrays that go to the device once. */
    void sendOnce(List<? extends TornadoNativeArray> arrays) {
        if (!arrays.isEmpty()) {
            sent.addAll(arrays);
            tasks.transferToDevice(DataTransferMode.FIRST_EXECUTION, arrays.toArray());
        }
    }

    /** Arrays that go to the device in each call. */
    void send(List<? extends TornadoNativeArray> arrays) {
        sent.addAll(arrays);
        tasks.transferToDevice(DataTransferMode.EVERY_EXECUTION, arrays.toArray());
    }

    /** Arrays that another graph of the plan, which runs before this one, leaves on the device. */
    void take(DeviceGraph from, List<? extends TornadoNativeArray> arrays) {
        taken.addAll(arrays);
        tasks.consumeFromDevice(from.name, arrays.toArray());
    }

    /** Arrays of this graph that stay on the device for those that run next. What it takes stays by itself. */
    void leave(List<? extends TornadoNativeArray> arrays) {
        tasks.persistOnDevice(arrays.toArray());
    }

    /** The name of the next task. */
    String next(String kernel) {
        return kernel + kernels.size();
    }

    /** The context of all its tasks: TornadoVM keeps an object of the device for each, and looks after it in each run. */
    KernelContext context() {
        return context;
    }

    TaskGraph tasks() {
        return tasks;
    }

    /** Adds a task, of which TornadoVM reads the kernel at once. */
    void add(Runnable task) {
        adding(() -> {
            task.run();
            return task;
        });
    }

    /** Makes what adds tasks. */
    <T> T adding(Supplier<T> tasks) {
        try {
            return tasks.get();
        } catch (OutOfMemoryError | StackOverflowError ofJvm) {
            throw ofJvm;
        } catch (RuntimeException | Error failure) {
            String kernel = kernels.isEmpty() ? "" : kernels.get(kernels.size() - 1);
            throw PlanFailure.ofReading(name, kernel, failure);
        }
    }

    /** The grid of a task, in groups of a fixed size; how many groups there are is set before each run. */
    WorkerGrid grid(String task, int x, int y) {
        kernels.add(task);
        WorkerGrid grid = new WorkerGrid3D(x, y, 1);
        grid.setLocalWork(x, y, 1);
        grids.addWorkerGrid(name + "." + task, grid);
        return grid;
    }

    /**
     * An array that tasks of this graph write, and that may be brought back after a run. TornadoVM frees what comes from
     * the host and what may go there, and nothing else; so every array is one or the other.
     */
    void own(TornadoNativeArray array) {
        own.add(array);
    }

    /** The graph of what has been put together. */
    PlannedGraph snapshot() {
        tasks.transferToHost(DataTransferMode.UNDER_DEMAND, own.toArray());
        Set<TornadoNativeArray> arrays = Collections.newSetFromMap(new IdentityHashMap<>());
        arrays.addAll(sent);
        arrays.addAll(own);
        arrays.removeAll(taken);
        return new PlannedGraph(
                name,
                tasks.snapshot(),
                List.copyOf(kernels),
                CONTEXT
                        + arrays.stream()
                                .mapToLong(TornadoNativeArray::getNumBytesOfSegmentWithHeader)
                                .sum(),
                arrays.stream()
                        .mapToLong(TornadoNativeArray::getNumBytesOfSegmentWithHeader)
                        .max()
                        .orElse(0));
    }

    /** The plan of this graph alone. */
    DevicePlan plan() {
        return new DevicePlan(grids, List.of(snapshot()), 0);
    }
}
