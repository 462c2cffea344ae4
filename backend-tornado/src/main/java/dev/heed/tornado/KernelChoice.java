package dev.heed.tornado;

import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Which kernels a device gets, and in what form they want their weights. */
enum KernelChoice {
    /** Groups of work-items that share tiles in local memory: for GPUs. */
    TILES,

    /** Work-items that use wide registers, each alone: for CPUs, on which a barrier is a loop over the group. */
    PANELS;

    /** The choice for a kind of device as {@link dev.heed.Device#kind()} names it. */
    static KernelChoice of(String kind) {
        return kind.equals("cpu") ? PANELS : TILES;
    }

    /** Matrices [layers, out, in] as products want them. */
    FloatArray matrices(FloatArray canonical, int layers, int out, int in) {
        return this == TILES ? canonical : panels(canonical, layers, out, in);
    }

    private static FloatArray panels(FloatArray canonical, int layers, int out, int in) {
        int padded = Capacity.groups(out, PanelProduct.OUTPUTS) * PanelProduct.OUTPUTS;
        long size = (long) layers * padded * in;
        if (size > Integer.MAX_VALUE - 64) {
            throw new IllegalArgumentException(
                    "weights: expected matrices of less than 2^31 numbers together, got " + size);
        }
        FloatArray panels = new FloatArray((int) size);
        panels.init(0);
        for (int row = 0; row < layers * out; row++) {
            int at = panelled(row / out * padded + row % out, 0, in);
            for (int i = 0; i < in; i++) {
                panels.set(at + Lanes.COUNT * i, canonical.get(row * in + i));
            }
        }
        return panels;
    }

    /** Where number i of a row of the width in is. */
    private static int panelled(int row, int i, int in) {
        return (row / Lanes.COUNT * in + i) * Lanes.COUNT + row % Lanes.COUNT;
    }

    /**
     * A matrix product, {@link MatrixProduct} or {@link PanelProduct}.
     *
     * @param scratch for panels only
     * @param shape in, out, and where the number of rows stands
     */
    record Product(
            FloatArray input,
            FloatArray weight,
            FloatArray bias,
            FloatArray other,
            FloatArray output,
            FloatArray scratch,
            IntArray call,
            IntArray shape,
            IntArray layer,
            int activation,
            int combine) {}

    /** Whether there are kernels that do more of a layer than a product in one task, {@link PanelHeads} and {@link PanelLayerRest}. */
    boolean joins() {
        return this == PANELS;
    }

    /** Adds the task of a product, whose grid follows the number of rows. */
    RowGrid product(DeviceGraph graph, Product of) {
        int out = of.shape.get(MatrixProduct.OUT);
        if (this == TILES) {
            String task = graph.next("matrixProduct");
            WorkerGrid grid = graph.grid(task, MatrixProduct.ITEMS, MatrixProduct.ITEMS);
            graph.tasks()
                    .task(
                            task,
                            MatrixProduct::multiply,
                            graph.context(),
                            of.input,
                            of.weight,
                            of.bias,
                            of.other,
                            of.output,
                            of.call,
                            of.shape,
                            of.layer,
                            of.activation,
                            of.combine);
            long x = (long) MatrixProduct.ITEMS * Capacity.groups(out, MatrixProduct.TILE);
            long fewX = (long) MatrixProduct.ITEMS * Capacity.groups(out, MatrixProduct.FEW_OUTPUTS);
            return new RowGrid(grid, x, fewX, MatrixProduct.ITEMS, MatrixProduct.TILE);
        }
        String task = graph.next("panelProduct");
        WorkerGrid grid = graph.grid(task, 1, 1);
        graph.tasks()
                .task(
                        task,
                        PanelProduct::multiply,
                        graph.context(),
                        of.input,
                        of.weight,
                        of.bias,
                        of.other,
                        of.output,
                        of.scratch,
                        of.call,
                        of.shape,
                        of.layer,
                        of.activation,
                        of.combine);
        return new RowGrid(grid, Capacity.groups(out, PanelProduct.OUTPUTS), 1, PanelProduct.ROWS);
    }
}
