package uk.ac.manchester.tornado.api;

import java.util.IdentityHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/** Runs a graph, on arrays of its own that only transfers connect with the host's. */
public final class TornadoExecutionPlan implements AutoCloseable {
    private final ImmutableTaskGraph graph;
    private final IdentityHashMap<TornadoNativeArray, TornadoNativeArray> onDevice = new IdentityHashMap<>();
    private final IdentityHashMap<TornadoNativeArray, Long> editsWhenSent = new IdentityHashMap<>();
    private final AtomicBoolean entered = new AtomicBoolean();
    private @Nullable GridScheduler grids;
    private boolean closed;
    private boolean ran;

    /** A plan of one graph, which is what Heed needs. */
    public TornadoExecutionPlan(ImmutableTaskGraph... graphs) {
        if (graphs.length != 1) {
            throw new TornadoRuntimeException("the twin runs plans of one graph, got " + graphs.length);
        }
        graph = graphs[0];
    }

    /** The grids of its tasks. */
    public TornadoExecutionPlan withGridScheduler(GridScheduler gridScheduler) {
        for (String name : gridScheduler.keySet()) {
            if (graph.tasks.stream().noneMatch(task -> name.equals(nameOf(task)))) {
                throw new TornadoRuntimeException("a grid for " + name + ", which is no task of " + graph.name);
            }
        }
        grids = gridScheduler;
        return this;
    }

    /** How the driver compiles; the twin compiles nothing. */
    public TornadoExecutionPlan withCompilerFlags(TornadoVMBackendType backend, String compilerFlags) {
        return this;
    }

    /** Runs all tasks. */
    public TornadoExecutionResult execute() {
        if (!entered.compareAndSet(false, true)) {
            throw new TornadoRuntimeException(graph.name + ": a plan is entered by two threads");
        }
        try {
            if (closed) {
                throw new TornadoRuntimeException(graph.name + ": the plan is closed");
            }
            run();
            return new TornadoExecutionResult(this);
        } finally {
            entered.set(false);
        }
    }

    private void run() {
        graph.first.forEach(this::sendOnce);
        graph.every.forEach(this::send);
        graph.tasks.forEach(this::run);
        ran = true;
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
    }

    private TornadoNativeArray onDevice(TornadoNativeArray array) {
        return onDevice.computeIfAbsent(array, TornadoNativeArray::deviceCopy);
    }

    private void run(TaskGraph.Task task) {
        Object[] arguments = task.arguments().clone();
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i] instanceof TornadoNativeArray array) {
                arguments[i] = onDevice(array);
            }
        }
        WorkerGrid grid = grids == null ? null : grids.get(nameOf(task));
        task.kernel().run(nameOf(task), arguments, grid);
    }

    private String nameOf(TaskGraph.Task task) {
        return graph.name + "." + task.id();
    }

    void bringBack(DataRange range) {
        if (!ran || closed || !graph.underDemand.contains(range.array())) {
            throw new TornadoRuntimeException(graph.name + ": not an array that can be brought back now");
        }
        range.array().copyFrom(onDevice(range.array()), range.offset(), range.size());
    }

    @Override
    public void close() throws TornadoExecutionPlanException {
        if (!entered.compareAndSet(false, true)) {
            throw new TornadoExecutionPlanException(graph.name + ": a plan is closed while it runs");
        }
        closed = true;
        onDevice.clear();
        entered.set(false);
    }
}
