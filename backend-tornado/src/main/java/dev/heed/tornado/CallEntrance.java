package dev.heed.tornado;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/**
 * The first two graphs of a plan, by which calls come to the device: one for short calls and one for all others. TornadoVM
 * sends arrays as a whole, so that a short call has arrays of its own. The first graph has what both share; a call that is
 * too long for it only passes through it, without a row, and the second takes from it what is shared.
 */
final class CallEntrance {
    /** The numbers of the two graphs in the plan. */
    static final int FEW = 0;

    static final int MANY = 1;

    /** How many graphs there are. */
    static final int GRAPHS = 2;

    /** The most ints of a short call. */
    static final int INTS = 256;

    /** The most rows of a short call, if it has features. */
    static final int ROWS = 32;

    private final Way few;
    private final Way many;

    private record Way(GraphParts parts, IntArray ints, FloatArray features) {
        void write(CallData data, int rows) {
            HostArrays.write(data, ints);
            parts.cover(rows);
        }
    }

    /**
     * Both ways.
     *
     * @param ints the most ints of a call
     * @param rows the most rows of features of a call
     * @param width the numbers of a row of features, or 0 if calls have ids
     */
    CallEntrance(GraphParts few, GraphParts many, int ints, int rows, int width) {
        this.few = new Way(few, new IntArray(Math.min(ints, INTS)), room(Math.min(rows, ROWS), width));
        this.many = new Way(many, new IntArray(ints), room(rows, width));
    }

    private static FloatArray room(int rows, int width) {
        return new FloatArray(Math.max(1, Math.multiplyExact(rows, width)));
    }

    /**
     * Adds the tasks to both graphs.
     *
     * @param before adds tasks that come first, which read the ints of the call
     * @param shared what these have in common in both graphs
     */
    List<PlannedGraph> finish(
            EmbeddingTasks tasks, BiConsumer<GraphParts, IntArray> before, List<TornadoNativeArray> shared) {
        for (Way way : List.of(few, many)) {
            before.accept(way.parts, way.ints);
            tasks.add(way.parts, way.ints, way.features);
        }
        List<TornadoNativeArray> common = new ArrayList<>(tasks.shared());
        common.addAll(shared);
        few.parts.leave(common);
        return List.of(
                few.parts.finish(List.of()), many.parts.finish(List.of(new GraphParts.Taken(few.parts, common))));
    }

    /** What the graphs after these take them from. */
    GraphParts first() {
        return few.parts;
    }

    private boolean isShort(int ints, int rows) {
        return ints <= few.ints.getSize() && (few.features.getSize() == 1 || rows <= ROWS);
    }

    /** Where the features of a call are written. */
    FloatArray features(int ints, int rows) {
        return isShort(ints, rows) ? few.features : many.features;
    }

    /** Sends a call. */
    DevicePlan.Results enter(CallData data, int rows, IntFunction<DevicePlan.Results> run) {
        if (isShort(data.size(), rows)) {
            few.write(data, rows);
            return run.apply(FEW);
        }
        pass(run);
        many.write(data, rows);
        return run.apply(MANY);
    }

    /** Runs the first graph without a row. */
    DevicePlan.Results pass(IntFunction<DevicePlan.Results> run) {
        few.write(new CallData(), 0);
        return run.apply(FEW);
    }
}
