package dev.heed.tornado;

import java.util.concurrent.locks.ReentrantLock;
import uk.ac.manchester.tornado.api.DataRange;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.ImmutableTaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.TornadoExecutionResult;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
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

    private final TornadoExecutionPlan plan;
    private final boolean[] compiled;

    DevicePlan(GridScheduler grids, ImmutableTaskGraph... graphs) {
        compiled = new boolean[graphs.length];
        plan = new TornadoExecutionPlan(graphs);
        plan.withGridScheduler(grids);
        plan.withCompilerFlags(TornadoVMBackendType.OPENCL, EXACT);
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

    /** What withGraph returns keeps the results; the plan would keep them as long as it lives. */
    private Results execute(int graph) {
        return new Results(plan.withGraph(graph).execute());
    }

    @Override
    public void close() {
        try {
            // Close frees the graphs that are selected.
            plan.withAllGraphs();
            plan.close();
        } catch (TornadoExecutionPlanException refused) {
            throw new IllegalStateException("TornadoVM did not close a plan: " + refused.getMessage(), refused);
        }
    }
}
