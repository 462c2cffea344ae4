package dev.heed.tornado;

import dev.heed.attention.Rope;
import dev.heed.encoder.Norm;
import dev.heed.encoder.TransformerSpec;
import java.util.Optional;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Queries, keys and values of one product: for scores that are products themselves. They come beside one another, [rows,
 * heads + 2 · keyValueHeads, headWidth], and {@link HeadRows} turns them, and brings keys and values to their pages; where
 * there is nothing to turn, {@link PanelHeads} does all of it on a CPU, and queries are by themselves.
 */
final class JointHeads implements Heads {
    private final GraphParts parts;
    private final TransformerSpec spec;
    private final TransformerWeights weights;
    private final KeyValueArrays cache;
    private final FloatArray rows;
    private final int queryRow;

    /**
     * Where keys and values go.
     *
     * @param layer which layer's they are
     */
    record KeyValueArrays(FloatArray keys, FloatArray values, IntArray layer) {}

    JointHeads(
            GraphParts parts,
            TransformerSpec spec,
            TransformerWeights weights,
            KeyValueArrays cache,
            FloatArray rows,
            int queryRow) {
        this.parts = parts;
        this.spec = spec;
        this.weights = weights;
        this.cache = cache;
        this.rows = rows;
        this.queryRow = queryRow;
    }

    /** The outputs of the product for a row. */
    static int width(TransformerSpec spec) {
        return (spec.heads() + 2 * spec.keyValueHeads()) * spec.headWidth();
    }

    /** The product of a layer's input, with all that is done to it. */
    static JointHeads of(
            GraphParts parts,
            TransformerSpec spec,
            TransformerWeights weights,
            KeyValueArrays cache,
            LayerTasks tasks,
            FloatArray input,
            PositionTables tables,
            Optional<Norm> norm,
            IntArray call) {
        if (parts.choice().joins() && tables.rope().isEmpty() && norm.isEmpty()) {
            FloatArray queries = tasks.heads("attention", input, cache.keys, cache.values);
            return new JointHeads(parts, spec, weights, cache, queries, spec.heads() * spec.headWidth());
        }
        FloatArray rows = tasks.linear("attention", input, spec.width(), width(spec));
        JointHeads heads = new JointHeads(parts, spec, weights, cache, rows, width(spec));
        FloatArray angles = tables.rope()
                .map(rope -> parts.constant(FloatArray.fromArray(tables.angles())))
                .orElseGet(parts::nothing);
        heads.finish(spec.heads(), call, tables.rope(), angles, norm);
        return heads;
    }

    /** Keys and values alone, with nothing done to them but their way to the pages. */
    void finishMemory(IntArray call) {
        finish(0, call, Optional.empty(), parts.nothing(), Optional.empty());
    }

    private void finish(int heads, IntArray call, Optional<Rope> rope, FloatArray angles, Optional<Norm> norm) {
        int pairs = rope.map(Rope::rotaryWidth).orElse(0) / 2;
        boolean half = rope.filter(each -> each.pairing() == Rope.Pairing.HALF).isPresent();
        IntArray shape =
                parts.shape(heads, spec.keyValueHeads(), spec.headWidth(), pairs, half ? 1 : 2, half ? pairs : 1);
        FloatArray weight =
                norm.map(each -> parts.constant(weights.get("heads.weight"))).orElseGet(parts::nothing);
        FloatArray bias =
                norm.map(each -> parts.constant(weights.get("heads.bias"))).orElseGet(parts::nothing);
        int kind = norm.map(each -> each.kind() == Norm.Kind.RMS_NORM ? HeadRows.RMS_NORM : HeadRows.LAYER_NORM)
                .orElse(HeadRows.PLAIN);
        parts.task(() -> parts.graph()
                .tasks()
                .task(
                        parts.overRows("headRows", heads + 2 * spec.keyValueHeads()),
                        HeadRows::finish,
                        parts.graph().context(),
                        rows,
                        cache.keys,
                        cache.values,
                        weight,
                        bias,
                        angles,
                        call,
                        shape,
                        cache.layer,
                        kind,
                        norm.map(each -> (float) each.epsilon()).orElse(0f)));
    }

    @Override
    public FloatArray query() {
        return rows;
    }

    @Override
    public int queryRow() {
        return queryRow;
    }

    @Override
    public int keyRow() {
        return 0;
    }

    @Override
    public int valueRow() {
        return 0;
    }

    @Override
    public void prepare(CallData data, EncoderPlan.Size needed) {
        header(data, spec, queryRow());
    }

    /** What the attention needs to know of heads whose scores are products. */
    static void header(CallData data, TransformerSpec spec, int queryRow) {
        int headWidth = spec.headWidth();
        int group = spec.heads() / spec.keyValueHeads();
        data.set(CallHeader.HEADS, spec.heads());
        data.set(CallHeader.KEY_GROUP, group);
        data.set(CallHeader.VALUE_GROUP, group);
        data.set(CallHeader.WIDTH, headWidth);
        data.set(CallHeader.VALUE_WIDTH, headWidth);
        data.set(CallHeader.QUERY_HEAD, headWidth);
        data.set(CallHeader.QUERY_ROW, queryRow);
        data.set(CallHeader.OUTPUT_HEAD, headWidth);
        data.set(CallHeader.OUTPUT_ROW, spec.heads() * headWidth);
    }
}
