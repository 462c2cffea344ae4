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

/** A graph as the device has it. Whoever runs it has it alone: two threads inside of one plan abort the JVM. */
final class DevicePlan implements AutoCloseable {
    /**
     * Without the flags that TornadoVM adds on its own: under -cl-fast-relaxed-math a compiler may take it that there is
     * no infinity and no NaN, and masks are infinities.
     */
    private static final String EXACT = "-cl-mad-enable -w";

    /** Compiling is not known to be safe beside compiling. */
    private static final ReentrantLock FIRST_RUNS = new ReentrantLock();

    private final TornadoExecutionPlan plan;
    private boolean compiled;

    DevicePlan(ImmutableTaskGraph graph, GridScheduler grids) {
        plan = new TornadoExecutionPlan(graph);
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

    /** Runs it; the caller sees to it that nobody else does. */
    Results run() {
        if (compiled) {
            return new Results(plan.execute());
        }
        FIRST_RUNS.lock();
        try {
            Results results = new Results(plan.execute());
            compiled = true;
            return results;
        } finally {
            FIRST_RUNS.unlock();
        }
    }

    @Override
    public void close() {
        try {
            plan.close();
        } catch (TornadoExecutionPlanException refused) {
            throw new IllegalStateException("TornadoVM did not close a plan: " + refused.getMessage(), refused);
        }
    }
}
