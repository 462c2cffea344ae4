package dev.heed.tornado;

import dev.heed.attention.Rope;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** What is done to the queries, or to the keys, before they are scored: its tasks, and its part of the header. */
final class Side {
    private static final int ITEMS_X = 16;
    private static final int ITEMS_Y = 4;
    private static final int ITEMS_OF_UNIT = 32;

    private final int place;
    private final DeviceGraph graph;
    private final IntArray call;
    private final IntArray layer;
    private @Nullable WorkerGrid turn;
    private @Nullable WorkerGrid unit;
    private @Nullable WorkerGrid product;
    private int pairs;

    /** For {@link CallHeader#QUERY_SIDE} or {@link CallHeader#KEY_SIDE}. */
    Side(int place, DeviceGraph graph, IntArray call, IntArray layer) {
        this.place = place;
        this.graph = graph;
        this.call = call;
        this.layer = layer;
    }

    /** Turns the rows by the angles of their positions. */
    void rotate(FloatArray rows, FloatArray angles, Rope rope) {
        pairs = rope.rotaryWidth() / 2;
        boolean half = rope.pairing() == Rope.Pairing.HALF;
        String task = graph.next("rotate");
        turn = graph.grid(task, ITEMS_X, ITEMS_Y);
        graph.tasks()
                .task(
                        task,
                        Rotate::turn,
                        graph.context(),
                        rows,
                        angles,
                        call,
                        place,
                        pairs,
                        half ? 1 : 2,
                        half ? pairs : 1);
    }

    /** Brings the rows to length 1. */
    void normalise(FloatArray rows) {
        String task = graph.next("unitLength");
        unit = graph.grid(task, ITEMS_OF_UNIT, 1);
        graph.tasks().task(task, UnitLength::normalise, graph.context(), rows, call, place);
    }

    /** Projects the rows as the score does. */
    void project(FloatArray rows, FloatArray weight, FloatArray bias, FloatArray output) {
        String task = graph.next("headProduct");
        product = graph.grid(task, ITEMS_X, ITEMS_Y);
        graph.tasks().task(task, HeadProduct::project, graph.context(), rows, weight, bias, output, call, layer, place);
    }

    /**
     * Sizes of a call.
     *
     * @param outer sequences where heads are apart, rows where they are together
     * @param inner the length of a sequence, or 1
     */
    record Sizes(int outer, int inner, int heads, int width, int newHeads, int newWidth) {
        int rows() {
            return Math.multiplyExact(Math.multiplyExact(outer, heads), inner);
        }

        int newRows() {
            return Math.multiplyExact(Math.multiplyExact(outer, newHeads), inner);
        }
    }

    /** Sets the grids, and the header but for the positions. */
    void prepare(CallData data, Sizes sizes) {
        data.set(place + CallHeader.SIDE_ROWS, sizes.rows());
        data.set(place + CallHeader.SIDE_INNER, sizes.inner());
        data.set(place + CallHeader.SIDE_HEADS, sizes.heads());
        data.set(place + CallHeader.SIDE_WIDTH, sizes.width());
        data.set(place + CallHeader.SIDE_NEW_HEADS, sizes.newHeads());
        data.set(place + CallHeader.SIDE_NEW_WIDTH, sizes.newWidth());
        data.set(place + CallHeader.SIDE_GROUP, sizes.newHeads() / sizes.heads());
        if (turn != null) {
            turn.setGlobalWork(
                    (long) ITEMS_X * Capacity.groups(pairs, ITEMS_X),
                    (long) ITEMS_Y * Capacity.groups(sizes.rows(), ITEMS_Y),
                    1);
        }
        if (unit != null) {
            unit.setGlobalWork((long) ITEMS_OF_UNIT * Capacity.groups(sizes.rows(), ITEMS_OF_UNIT), 1, 1);
        }
        if (product != null) {
            product.setGlobalWork(
                    (long) ITEMS_X * Capacity.groups(sizes.newWidth(), ITEMS_X),
                    (long) ITEMS_Y * Capacity.groups(sizes.newRows(), ITEMS_Y),
                    1);
        }
    }
}
