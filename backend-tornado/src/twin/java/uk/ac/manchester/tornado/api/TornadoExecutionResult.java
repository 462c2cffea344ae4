package uk.ac.manchester.tornado.api;

/** One run of a plan. */
public class TornadoExecutionResult {
    private final TornadoExecutionPlan plan;

    TornadoExecutionResult(TornadoExecutionPlan plan) {
        this.plan = plan;
    }

    /** Brings back a part of an array. */
    public TornadoExecutionResult transferToHost(DataRange range) {
        plan.bringBack(range);
        return this;
    }
}
