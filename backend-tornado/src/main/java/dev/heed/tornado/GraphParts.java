package dev.heed.tornado;

import dev.heed.encoder.Norm;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/** One of the graphs of a plan while it is put together: its tasks, and what becomes of each of its arrays. */
final class GraphParts {
    private static final int ITEMS_X = 16;
    private static final int ITEMS_Y = 4;

    private final DeviceGraph graph;
    private final KernelChoice choice;
    private final Set<TornadoNativeArray> constant = new LinkedHashSet<>();
    private final Set<TornadoNativeArray> sent = new LinkedHashSet<>();
    private final Set<TornadoNativeArray> own = new LinkedHashSet<>();
    private final Set<TornadoNativeArray> left = new LinkedHashSet<>();
    private final Map<List<Integer>, IntArray> shapes = new HashMap<>();
    private final List<Runnable> tasks = new ArrayList<>();
    private final List<RowGrid> grids = new ArrayList<>();
    private final FloatArray nothing = new FloatArray(1);

    /** What it takes from another graph, which runs before it. */
    record Taken(GraphParts from, List<TornadoNativeArray> arrays) {}

    GraphParts(String name, GridScheduler scheduler, KernelChoice choice) {
        this.graph = new DeviceGraph(name, scheduler);
        this.choice = choice;
    }

    DeviceGraph graph() {
        return graph;
    }

    KernelChoice choice() {
        return choice;
    }

    /** An array that goes to the device once. */
    <T extends TornadoNativeArray> T constant(T array) {
        constant.add(array);
        return array;
    }

    /** An array that goes to the device in each run. */
    <T extends TornadoNativeArray> T sent(T array) {
        sent.add(array);
        return array;
    }

    /** An array that tasks of this graph write first, or that may be brought back. */
    <T extends TornadoNativeArray> T own(T array) {
        own.add(array);
        return array;
    }

    /** The table of what is added to scores by distance. */
    FloatArray biases(PositionTables tables) {
        float[] values = tables.bias().values();
        return values.length == 0 ? nothing() : constant(FloatArray.fromArray(values));
    }

    /** In the place of an array that is not read. */
    FloatArray nothing() {
        return constant(nothing);
    }

    /** Arrays of this graph that others take which run after it. */
    void leave(List<TornadoNativeArray> arrays) {
        left.addAll(arrays);
    }

    /** Sizes of a task, one array for all tasks of the same. */
    IntArray shape(Integer... sizes) {
        return constant(shapes.computeIfAbsent(
                List.of(sizes),
                each -> IntArray.fromArray(
                        each.stream().mapToInt(Integer::intValue).toArray())));
    }

    /** Adds a task when all arrays are known. */
    void task(Runnable add) {
        tasks.add(add);
    }

    /** The name of a task whose grid is width × rows. */
    String overRows(String kernel, int width) {
        String task = graph.next(kernel);
        WorkerGrid grid = graph.grid(task, ITEMS_X, ITEMS_Y);
        grids.add(new RowGrid(grid, (long) ITEMS_X * Capacity.groups(width, ITEMS_X), ITEMS_Y, ITEMS_Y));
        return task;
    }

    /** The name of a task whose work-items take 4 rows each, so many of them side by side. */
    String overPanels(String kernel, int across) {
        String task = graph.next(kernel);
        grids.add(new RowGrid(graph.grid(task, 1, 1), across, 1, PanelProduct.ROWS));
        return task;
    }

    /** Adds a matrix product. */
    void product(KernelChoice.Product product) {
        constant(product.weight());
        constant(product.bias());
        constant(product.shape());
        tasks.add(() -> grids.add(choice.product(graph, product)));
    }

    /** Adds a norm of each row, with weights of all layers; other is added if there is any. */
    void norm(
            Norm norm,
            FloatArray weight,
            FloatArray bias,
            int width,
            FloatArray input,
            FloatArray other,
            FloatArray output,
            IntArray layer) {
        constant(weight);
        constant(bias);
        IntArray shape = shape(width);
        tasks.add(() -> {
            String task = graph.next("rowNorm");
            grids.add(new RowGrid(graph.grid(task, RowNorm.ITEMS, 1), RowNorm.ITEMS, 1, 1));
            graph.tasks()
                    .task(
                            task,
                            RowNorm::normalise,
                            graph.context(),
                            input,
                            weight,
                            bias,
                            other,
                            output,
                            shape,
                            layer,
                            norm.kind() == Norm.Kind.RMS_NORM ? 1 : 0,
                            other == nothing ? MatrixProduct.ALONE : MatrixProduct.PLUS,
                            (float) norm.epsilon());
        });
    }

    /** The graph; what it takes is nothing else in it. */
    PlannedGraph finish(List<Taken> taken) {
        for (Taken each : taken) {
            graph.take(each.from.graph, each.arrays);
            each.arrays.forEach(constant::remove);
            each.arrays.forEach(own::remove);
        }
        graph.sendOnce(List.copyOf(constant));
        if (!sent.isEmpty()) {
            graph.send(List.copyOf(sent));
        }
        tasks.forEach(graph::add);
        own.forEach(graph::own);
        if (!left.isEmpty()) {
            graph.leave(List.copyOf(left));
        }
        return graph.snapshot();
    }

    /** Sets the grids for a number of rows. */
    void cover(int rows) {
        grids.forEach(each -> each.cover(rows));
    }
}
