package uk.ac.manchester.tornado.api;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException;

/** Runs graphs, on arrays of their own that only transfers connect with the host's. */
public final class TornadoExecutionPlan implements AutoCloseable {
    private final List<GraphRun> graphs = new ArrayList<>();
    private final AtomicBoolean entered = new AtomicBoolean();
    private @Nullable GridScheduler grids;
    private @Nullable GraphRun selected;
    private @Nullable GraphRun last;
    private boolean closed;

    /** A plan of one or several graphs. */
    public TornadoExecutionPlan(ImmutableTaskGraph... graphs) {
        for (ImmutableTaskGraph each : graphs) {
            this.graphs.add(new GraphRun(each));
        }
    }

    /** The grids of its tasks. */
    public TornadoExecutionPlan withGridScheduler(GridScheduler gridScheduler) {
        for (String name : gridScheduler.keySet()) {
            if (graphs.stream().noneMatch(each -> each.hasTask(name))) {
                throw new TornadoRuntimeException("a grid for " + name + ", which is no task");
            }
        }
        grids = gridScheduler;
        return this;
    }

    /** How the driver compiles; the twin compiles nothing. */
    public TornadoExecutionPlan withCompilerFlags(TornadoVMBackendType backend, String compilerFlags) {
        return this;
    }

    /** Selects a graph, for runs and for what is freed. */
    public TornadoExecutionPlan withGraph(int graphIndex) {
        selected = graphs.get(graphIndex);
        return this;
    }

    /** Selects all graphs. */
    public TornadoExecutionPlan withAllGraphs() {
        selected = null;
        return this;
    }

    /** Runs all tasks of the selected graph. */
    public TornadoExecutionResult execute() {
        if (!entered.compareAndSet(false, true)) {
            throw new TornadoRuntimeException("a plan is entered by two threads");
        }
        try {
            if (closed) {
                throw new TornadoRuntimeException("the plan is closed");
            }
            if (selected == null) {
                throw new TornadoRuntimeException("a plan keeps its results, and what withGraph returns does not");
            }
            selected.run(last, grids);
            last = selected;
            return new TornadoExecutionResult(this);
        } finally {
            entered.set(false);
        }
    }

    void bringBack(DataRange range) {
        if (selected == null || closed || !selected.ran()) {
            throw new TornadoRuntimeException("an array cannot be brought back from a graph that did not run");
        }
        selected.bringBack(range);
    }

    /** Frees what the selected graphs have on the device, but does not end the plan. */
    public TornadoExecutionPlan freeDeviceMemory() {
        (selected == null ? graphs : List.of(selected)).forEach(GraphRun::free);
        return this;
    }

    /** Frees what the selected graphs have on the device. */
    @Override
    public void close() throws TornadoExecutionPlanException {
        if (!entered.compareAndSet(false, true)) {
            throw new TornadoExecutionPlanException("a plan is closed while it runs");
        }
        if (selected != null) {
            throw new TornadoExecutionPlanException("close() frees the selected graph alone; select all first");
        }
        closed = true;
        try {
            graphs.forEach(GraphRun::free);
        } finally {
            graphs.clear();
            entered.set(false);
        }
    }
}
