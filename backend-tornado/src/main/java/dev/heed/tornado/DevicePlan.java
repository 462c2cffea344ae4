package dev.heed.tornado;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.DataRange;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.ImmutableTaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.TornadoExecutionResult;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.exceptions.TornadoInternalError;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** Graphs as the device has them. Whoever runs it has it alone: two threads inside of one plan abort the JVM. */
final class DevicePlan implements AutoCloseable {
    /**
     * Without the flags that TornadoVM adds on its own: under -cl-fast-relaxed-math a compiler may take it that there is
     * no infinity and no NaN, and masks are infinities.
     */
    private static final String EXACT = "-cl-mad-enable -w";

    /** Compiling is not known to be safe beside compiling. */
    private static final ReentrantLock FIRST_RUNS = new ReentrantLock();

    private final List<PlannedGraph> graphs;
    private final long bytes;
    private final TornadoExecutionPlan plan;
    private final boolean[] compiled;
    private final Map<Integer, IllegalStateException> refusals = new HashMap<>();
    private @Nullable IllegalStateException lost;
    private @Nullable Results last;
    private boolean closed;

    /**
     * A plan of graphs that run one after the other.
     *
     * @param replaced the bytes of a plan that is closed before this one runs
     * @throws IllegalStateException if the device has not the memory for it
     */
    DevicePlan(GridScheduler grids, List<PlannedGraph> graphs, long replaced) {
        this.graphs = List.copyOf(graphs);
        bytes = graphs.stream().mapToLong(PlannedGraph::bytes).sum();
        compiled = new boolean[graphs.size()];
        DeviceMemory.ofJvm()
                .take(
                        bytes,
                        graphs.stream().mapToLong(PlannedGraph::largest).max().orElse(0),
                        replaced);
        try {
            plan = new TornadoExecutionPlan(
                    graphs.stream().map(PlannedGraph::tasks).toArray(ImmutableTaskGraph[]::new));
            plan.withGridScheduler(grids);
            plan.withCompilerFlags(TornadoVMBackendType.OPENCL, EXACT);
        } catch (RuntimeException | Error refused) {
            DeviceMemory.ofJvm().giveBack(bytes);
            throw refused;
        }
    }

    /** What one run left on the device. */
    record Results(TornadoExecutionResult result) {
        /** Brings the first elements of an array to the host. */
        void bring(FloatArray array, int count) {
            result.transferToHost(new DataRange(array).withSize(count));
        }
    }

    /** Runs a plan of one graph; the caller sees to it that nobody else does. */
    Results run() {
        return run(0);
    }

    /** Runs one of the graphs. */
    Results run(int graph) {
        if (compiled[graph]) {
            return execute(graph);
        }
        FIRST_RUNS.lock();
        try {
            Results results = execute(graph);
            compiled[graph] = true;
            return results;
        } finally {
            FIRST_RUNS.unlock();
        }
    }

    /**
     * What withGraph returns keeps the results; the plan would keep them as long as it lives. A graph that got no memory,
     * or did not compile, is never entered again: that would abort the JVM, or give wrong results. The other graphs of the
     * plan go on, unless one failed that had run before; then nothing runs any more.
     */
    private Results execute(int graph) {
        IllegalStateException before = lost == null ? refusals.get(graph) : lost;
        if (before != null) {
            throw new IllegalStateException(before.getMessage(), before);
        }
        if (!compiled[graph]) {
            requireMemory(graph);
        }
        try {
            Results results = new Results(plan.withGraph(graph).execute());
            last = results;
            return results;
        } catch (OutOfMemoryError | StackOverflowError ofJvm) {
            lost = PlanFailure.of(graphs.get(graph), !compiled[graph], ofJvm);
            throw ofJvm;
        } catch (RuntimeException | Error ofTornado) {
            IllegalStateException failure = PlanFailure.of(graphs.get(graph), !compiled[graph], ofTornado);
            if (compiled[graph]) {
                lost = failure;
            } else {
                refusals.put(graph, failure);
            }
            throw failure;
        }
    }

    /** Others may have taken it since the plan was made. */
    private void requireMemory(int graph) {
        try {
            DeviceMemory.ofJvm().require(graphs.get(graph).bytes());
        } catch (IllegalStateException full) {
            refusals.put(graph, full);
            throw full;
        }
    }

    /** What it takes on the device. */
    long bytes() {
        return bytes;
    }

    /** Whether a graph has run. */
    boolean ran(int graph) {
        return compiled[graph];
    }

    /** Whether a graph failed. */
    boolean failed() {
        return lost != null || !refusals.isEmpty();
    }

    /** Whether a graph failed that had run before: nobody knows what its tasks have written. */
    boolean lost() {
        return lost != null;
    }

    /**
     * Brings arrays to the host after a failure, as a graph of theirs has them that has run.
     *
     * @throws IllegalStateException if the device does not answer, with the failure that came first
     */
    void rescue(int graph, List<FloatArray> arrays) {
        IllegalStateException first = Objects.requireNonNull(lost, "nothing is lost");
        try {
            plan.withGraph(graph);
            Results results = Objects.requireNonNull(last, "no graph has run");
            arrays.forEach(each -> results.bring(each, each.getSize()));
        } catch (RuntimeException | TornadoInternalError silent) {
            throw new IllegalStateException(first.getMessage(), silent);
        }
    }

    /** Frees what it has on the device; does nothing the second time. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (!failed()) {
                // Close frees the graphs that are selected.
                plan.withAllGraphs();
                plan.close();
            } else {
                freeEach();
            }
        } catch (TornadoExecutionPlanException refused) {
            throw new IllegalStateException("TornadoVM did not close a plan: " + refused.getMessage(), refused);
        } finally {
            DeviceMemory.ofJvm().giveBack(bytes);
        }
    }

    /** Of a graph that got no memory TornadoVM frees what it has got, fails at what it has not, and would stop there. */
    private void freeEach() {
        for (int graph = 0; graph < graphs.size(); graph++) {
            try {
                plan.withGraph(graph).freeDeviceMemory();
            } catch (RuntimeException | TornadoInternalError expected) {
                // What it has got is freed by now.
            }
        }
    }
}
