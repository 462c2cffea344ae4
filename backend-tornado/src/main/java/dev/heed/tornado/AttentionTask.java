package dev.heed.tornado;

import dev.heed.attention.ScoreStage;
import java.util.ArrayList;
import java.util.List;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** The tasks of one attention in a graph: the attention itself, and what a caller wants to see besides. */
final class AttentionTask {
    private final DeviceGraph graph;
    private final Arrays arrays;
    private final WorkerGrid fused;
    private final List<WorkerGrid> squares = new ArrayList<>();

    /**
     * What it works on.
     *
     * @param statistics the maximum and sum of each query, if they are kept
     * @param additive whether scores are additive, and not products
     */
    record Arrays(
            FloatArray query,
            FloatArray key,
            FloatArray value,
            FloatArray output,
            FloatArray statistics,
            FloatArray biases,
            FloatArray masks,
            FloatArray scoreVector,
            FloatArray scalars,
            IntArray call,
            boolean additive) {
        private int constant() {
            return additive ? 1 : 0;
        }
    }

    AttentionTask(DeviceGraph graph, Arrays arrays) {
        this.graph = graph;
        this.arrays = arrays;
        String task = graph.next("fusedAttention");
        fused = graph.grid(task, FusedAttention.TILE, FusedAttention.TILE);
        graph.tasks()
                .task(
                        task,
                        FusedAttention::attend,
                        new KernelContext(),
                        arrays.query,
                        arrays.key,
                        arrays.value,
                        arrays.output,
                        arrays.statistics,
                        arrays.biases,
                        arrays.masks,
                        arrays.scoreVector,
                        arrays.scalars,
                        arrays.call,
                        arrays.constant());
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
                        new KernelContext(),
                        arrays.query,
                        arrays.key,
                        arrays.statistics,
                        into,
                        arrays.biases,
                        arrays.masks,
                        arrays.scoreVector,
                        arrays.scalars,
                        arrays.call,
                        arrays.constant(),
                        stage);
    }

    /** Sets the grids for a call whose longest entries have so many queries and keys. */
    void prepare(int entries, int heads, int queries, int keys, int valueWidth) {
        int tile = FusedAttention.TILE;
        fused.setGlobalWork(
                (long) tile * Capacity.groups(queries, tile),
                (long) tile * entries * heads,
                Capacity.groups(valueWidth, FusedAttention.VALUES));
        for (WorkerGrid each : squares) {
            int items = AttentionScores.ITEMS;
            each.setGlobalWork((long) items * Capacity.groups(keys, items), queries, (long) entries * heads);
        }
    }
}
