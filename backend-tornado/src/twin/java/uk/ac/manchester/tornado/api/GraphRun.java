package uk.ac.manchester.tornado.api;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.exceptions.TornadoInternalError;
import uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/** One graph of a plan, with its arrays on the device. */
final class GraphRun {
    private final ImmutableTaskGraph graph;
    private final IdentityHashMap<TornadoNativeArray, TornadoNativeArray> onDevice = new IdentityHashMap<>();
    private final IdentityHashMap<TornadoNativeArray, Long> editsWhenSent = new IdentityHashMap<>();
    private boolean compiled;
    private long allocated;
    private boolean prepared;
    private boolean refused;

    GraphRun(ImmutableTaskGraph graph) {
        this.graph = graph;
    }

    boolean hasTask(String name) {
        return graph.tasks.stream().anyMatch(task -> name.equals(nameOf(task)));
    }

    void run(@Nullable GraphRun before, @Nullable GridScheduler grids) {
        if (!prepared || refused) {
            prepare();
        }
        graph.consumed.forEach((array, from) -> take(array, from, before));
        graph.first.forEach(this::sendOnce);
        graph.every.forEach(this::send);
        graph.tasks.forEach(task -> run(task, grids));
        compiled = true;
    }

    /** In the first run memory is taken, and kernels are compiled. */
    private void prepare() {
        if (refused) {
            throw new TornadoRuntimeException(graph.name + ": a graph that failed runs again, which may abort the JVM");
        }
        refused = true;
        Set<TornadoNativeArray> arrays = Collections.newSetFromMap(new IdentityHashMap<>());
        List.of(graph.first, graph.every, graph.underDemand).forEach(arrays::addAll);
        arrays.removeAll(graph.consumed.keySet());
        for (TornadoNativeArray each : arrays) {
            DeviceFaults.allocate(each.getNumBytesOfSegmentWithHeader());
            allocated += each.getNumBytesOfSegmentWithHeader();
        }
        prepared = true;
        for (TaskGraph.Task each : graph.tasks) {
            DeviceFaults.compile(nameOf(each), each.kernel().name());
        }
        refused = false;
    }

    /** TornadoVM frees what the graph has got, and fails at what it has not. */
    void free() {
        DeviceFaults.free(allocated);
        allocated = 0;
        if (refused && !prepared) {
            throw new TornadoInternalError("failed guarantee: trying to deallocate an invalid buffer");
        }
    }

    /** TornadoVM takes arrays from the graph that ran right before, whichever it was. */
    private void take(TornadoNativeArray array, String from, @Nullable GraphRun before) {
        if (before == this && onDevice.containsKey(array)) {
            return;
        }
        if (before == null || !before.graph.name.equals(from) || !before.has(array)) {
            throw new TornadoRuntimeException(graph.name + ": an array is taken from " + from + ", and "
                    + (before == null ? "nothing" : before.graph.name) + " ran before and left it");
        }
        onDevice.put(array, before.onDevice(array));
    }

    private boolean has(TornadoNativeArray array) {
        return graph.persisted.contains(array) || graph.consumed.containsKey(array);
    }

    private void sendOnce(TornadoNativeArray array) {
        Long edits = editsWhenSent.get(array);
        if (edits == null) {
            send(array);
            editsWhenSent.put(array, array.edits());
        } else if (edits != array.edits()) {
            throw new TornadoRuntimeException(
                    graph.name + ": the host wrote to an array that is sent at the first execution only");
        }
    }

    private void send(TornadoNativeArray array) {
        onDevice(array).copyFrom(array, 0, array.getSize());
        Tally.addSent(array.getNumBytesOfSegment());
    }

    private TornadoNativeArray onDevice(TornadoNativeArray array) {
        return onDevice.computeIfAbsent(array, TornadoNativeArray::deviceCopy);
    }

    private void run(TaskGraph.Task task, @Nullable GridScheduler grids) {
        Object[] arguments = task.arguments().clone();
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i] instanceof TornadoNativeArray array) {
                arguments[i] = onDevice(array);
            }
        }
        WorkerGrid grid = grids == null ? null : grids.get(nameOf(task));
        Tally.addTask(nameOf(task), !compiled);
        task.kernel().run(nameOf(task), arguments, grid);
    }

    private String nameOf(TaskGraph.Task task) {
        return graph.name + "." + task.id();
    }

    void bringBack(DataRange range) {
        if (!graph.underDemand.contains(range.array()) && !graph.consumed.containsKey(range.array())) {
            throw new TornadoRuntimeException(graph.name + ": not an array that can be brought back");
        }
        range.array().copyFrom(onDevice(range.array()), range.offset(), range.size());
        Tally.addBrought((long) range.size() * range.array().getElementSize());
    }
}
