package dev.heed.tornado;

import dev.heed.attention.ScoreStage;
import java.util.ArrayList;
import java.util.List;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** The tasks of one attention in a graph: the attention itself, and what a caller wants to see besides. */
final class AttentionTask {
    private final DeviceGraph graph;
    private final Arrays arrays;
    private final boolean panels;
    private final WorkerGrid attention;
    private final List<WorkerGrid> squares = new ArrayList<>();

    /**
     * What it works on.
     *
     * @param keys in pages
     * @param values in pages
     * @param statistics the maximum and sum of each query, if they are kept
     * @param scratch for panels only
     * @param layer whose keys and values
     * @param wide whether a value's width is a multiple of 16
     * @param additive whether scores are additive, and not products
     */
    record Arrays(
            FloatArray query,
            FloatArray keys,
            FloatArray values,
            FloatArray output,
            FloatArray statistics,
            FloatArray biases,
            FloatArray masks,
            FloatArray scoreVector,
            FloatArray scalars,
            FloatArray scratch,
            IntArray call,
            IntArray layer,
            boolean additive,
            boolean wide) {
        private int constant() {
            return additive ? 1 : 0;
        }
    }

    AttentionTask(DeviceGraph graph, KernelChoice choice, Arrays arrays) {
        this.graph = graph;
        this.arrays = arrays;
        this.panels = panels(choice, arrays.additive);
        this.attention = panels ? addPanels() : addTiles();
    }

    /** Whether there is a kernel of panels, which needs a scratch. */
    static boolean panels(KernelChoice choice, boolean additive) {
        return choice == KernelChoice.PANELS && !additive;
    }

    /** How many keys the kernel goes through at a time. */
    static int step(KernelChoice choice, boolean additive) {
        return panels(choice, additive) ? PanelAttention.STEP : FusedAttention.TILE;
    }

    private WorkerGrid addPanels() {
        String task = graph.next("panelAttention");
        WorkerGrid grid = graph.grid(task, 1, 1);
        graph.tasks()
                .task(
                        task,
                        PanelAttention::attend,
                        graph.context(),
                        arrays.query,
                        arrays.keys,
                        arrays.values,
                        arrays.output,
                        arrays.statistics,
                        arrays.biases,
                        arrays.masks,
                        arrays.scalars,
                        arrays.scratch,
                        arrays.call,
                        arrays.layer,
                        arrays.wide ? 1 : 0);
        return grid;
    }

    private WorkerGrid addTiles() {
        String task = graph.next("fusedAttention");
        WorkerGrid grid = graph.grid(task, FusedAttention.TILE, FusedAttention.TILE);
        graph.tasks()
                .task(
                        task,
                        FusedAttention::attend,
                        graph.context(),
                        arrays.query,
                        arrays.keys,
                        arrays.values,
                        arrays.output,
                        arrays.statistics,
                        arrays.biases,
                        arrays.masks,
                        arrays.scoreVector,
                        arrays.scalars,
                        arrays.call,
                        arrays.layer,
                        arrays.constant());
        return grid;
    }

    /** The weights go to an array [entries, heads, queries, keys]. */
    void keepWeights(FloatArray weights) {
        keep(AttentionScores.WEIGHTS, weights);
    }

    /** The scores of a stage go to an array [entries, heads, queries, keys]. */
    void keepScores(ScoreStage stage, FloatArray scores) {
        keep(
                switch (stage) {
                    case SCALED -> AttentionScores.SCALED;
                    case CAPPED -> AttentionScores.CAPPED;
                    case MASKED -> AttentionScores.MASKED;
                },
                scores);
    }

    private void keep(int stage, FloatArray into) {
        String task = graph.next("attentionScores");
        squares.add(graph.grid(task, AttentionScores.ITEMS, 1));
        graph.tasks()
                .task(
                        task,
                        AttentionScores::compute,
                        graph.context(),
                        arrays.query,
                        arrays.keys,
                        arrays.statistics,
                        into,
                        arrays.biases,
                        arrays.masks,
                        arrays.scoreVector,
                        arrays.scalars,
                        arrays.call,
                        arrays.layer,
                        arrays.constant(),
                        stage);
    }

    /** Sets the grids for a call whose longest entries have so many queries and keys. */
    void prepare(int entries, int heads, int queries, int keys, int valueWidth) {
        if (panels) {
            attention.setGlobalWork(Capacity.groups(queries, PanelAttention.QUERIES), (long) entries * heads, 1);
        } else {
            int tile = FusedAttention.TILE;
            attention.setGlobalWork(
                    (long) tile * Capacity.groups(queries, tile),
                    (long) tile * entries * heads,
                    Capacity.groups(valueWidth, FusedAttention.VALUES));
        }
        for (WorkerGrid each : squares) {
            int items = AttentionScores.ITEMS;
            each.setGlobalWork((long) items * Capacity.groups(keys, items), queries, (long) entries * heads);
        }
    }
}
