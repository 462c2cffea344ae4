package uk.ac.manchester.tornado.api;

import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.exceptions.TornadoInternalError;
import uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/** One graph of a plan, with its arrays on the device. */
final class GraphRun {
    private final ImmutableTaskGraph graph;
    private final IdentityHashMap<TornadoNativeArray, TornadoNativeArray> onDevice = new IdentityHashMap<>();
    private final IdentityHashMap<TornadoNativeArray, Long> editsWhenSent = new IdentityHashMap<>();
    private final IdentityHashMap<Object, Long> allocated = new IdentityHashMap<>();
    private boolean compiled;
    private @Nullable Object missing;
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
        graph.tasks.stream().flatMap(task -> Stream.of(task.arguments())).forEach(this::allocate);
        prepared = true;
        for (TaskGraph.Task each : graph.tasks) {
            DeviceFaults.compile(nameOf(each), each.kernel().name());
        }
        refused = false;
    }

    /** TornadoVM takes memory in the order in which tasks use it. */
    private void allocate(Object argument) {
        boolean array = argument instanceof TornadoNativeArray && !graph.consumed.containsKey(argument);
        if (allocated.containsKey(argument) || !(array || argument instanceof KernelContext)) {
            return;
        }
        long bytes = argument instanceof TornadoNativeArray ofNumbers
                ? ofNumbers.getNumBytesOfSegmentWithHeader()
                : KernelContext.BYTES;
        missing = argument;
        DeviceFaults.allocateForGraph(bytes);
        missing = null;
        allocated.put(argument, bytes);
    }

    /** TornadoVM frees in the order in which arrays are declared, and ends at the one that it has not got. */
    void free() {
        List<Object> contexts =
                allocated.keySet().stream().filter(KernelContext.class::isInstance).toList();
        Stream.of(contexts, graph.first, graph.every, graph.underDemand)
                .flatMap(Collection::stream)
                .forEach(this::free);
    }

    private void free(Object each) {
        if (each == missing) {
            throw new TornadoInternalError("failed guarantee: trying to deallocate an invalid buffer");
        }
        Long bytes = allocated.remove(each);
        if (bytes != null) {
            DeviceFaults.free(bytes);
        }
    }

    /** TornadoVM takes arrays from the graph that ran right before, whichever it was. */
    private void take(TornadoNativeArray array, String from, @Nullable GraphRun before) {
        if (before == this && onDevice.containsKey(array)) {
            return;
        }
        if (before == null || !before.has(array)) {
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
        DeviceFaults.run(task.kernel().name(), !compiled);
        Tally.addTask(nameOf(task), !compiled);
        task.kernel().run(nameOf(task), arguments, grid);
    }

    private String nameOf(TaskGraph.Task task) {
        return graph.name + "." + task.id();
    }

    boolean ran() {
        return compiled;
    }

    void bringBack(DataRange range) {
        DeviceFaults.transfer();
        if (!graph.underDemand.contains(range.array()) && !graph.consumed.containsKey(range.array())) {
            throw new TornadoRuntimeException(graph.name + ": not an array that can be brought back");
        }
        range.array().copyFrom(onDevice(range.array()), range.offset(), range.size());
        Tally.addBrought((long) range.size() * range.array().getElementSize());
    }
}
