package dev.heed.tornado;

import dev.heed.encoder.TransformerSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * An encoder on the device, compiled for calls up to a size: graphs that make the first layer's input, one that computes
 * a layer and runs for each, and one for a final norm. Rows of all sequences lie one behind the other, without padding. One
 * call at a time.
 *
 * <p>Weights of all layers go to the device once. A call sends 4 bytes for each int of {@link Size#ints}, 12 for each layer,
 * and 4 for each number of its features if it has no ids; TornadoVM sends arrays as a whole, so that the room counts, which
 * is a small one for short calls ({@link CallEntrance}), and a power of two besides for others. What is asked for comes
 * back, 4 bytes for each number that is there, and nothing else.
 */
final class EncoderPlan implements AutoCloseable {
    /**
     * What calls need; in a plan, what it has room for.
     *
     * @param rows tokens of all sequences
     * @param entries sequences
     * @param length the longest of them
     * @param ints what is sent of them
     * @param square attention weights of one layer, if they are asked for, else 0
     */
    record Size(int rows, int entries, int length, int ints, int square) {
        boolean holds(Size other) {
            return rows >= other.rows
                    && entries >= other.entries
                    && length >= other.length
                    && ints >= other.ints
                    && square >= other.square;
        }

        /** The capacity that has room for both. */
        Size with(Size other) {
            return new Size(
                    Capacity.of(Math.max(rows, other.rows)),
                    Capacity.of(Math.max(entries, other.entries)),
                    Capacity.of(Math.max(length, other.length)),
                    Capacity.of(Math.max(INTS, Math.max(ints, other.ints))),
                    Capacity.orNone(Math.max(square, other.square)));
        }
    }

    /** The fewest ints of a call that there is room for, so that short calls of any length share a plan. */
    private static final int INTS = 2048;

    final Size size;
    private final TransformerSpec spec;
    private final TransformerWeights weights;
    private final KernelChoice choice;
    private final PositionTables tables;
    private final KeyValuePages pages;
    private final IntArray call;
    private final IntArray layer = LayerData.only();
    private final CallEntrance entrance;
    private final FloatArray states;
    private final FloatArray finished;
    private final FloatArray attentionWeights;
    private final List<AttentionTask> attentions = new ArrayList<>();
    private final List<GraphParts> graphs = new ArrayList<>();
    private final GridScheduler scheduler = new GridScheduler();
    private final DevicePlan plan;
    private Optional<Heads> heads = Optional.empty();
    private DevicePlan.@Nullable Results last;

    /**
     * A plan that keeps the attention's weights if there is room for them.
     *
     * @param replaced the bytes of a plan that is closed before this one runs
     */
    EncoderPlan(TransformerSpec spec, TransformerWeights weights, Size size, KernelChoice choice, long replaced) {
        this.spec = spec;
        this.weights = weights;
        this.size = size;
        this.choice = choice;
        tables = PositionTables.of(spec, weights, size.length);
        pages = new KeyValuePages(
                1,
                Scoring.keyHeads(weights.score(), spec.attention()),
                Scoring.width(weights.score(), spec.attention()),
                spec.keyValueHeads(),
                spec.headWidth());
        call = new IntArray(size.ints);
        entrance = new CallEntrance(
                parts("few"),
                parts("many"),
                size.ints,
                size.rows,
                spec.embeddings().isPresent() ? 0 : spec.width());
        states = rows();
        finished = spec.finalNorm() ? rows() : states;
        attentionWeights = new FloatArray(Math.max(1, size.square));
        plan = plan(replaced);
    }

    private FloatArray rows() {
        return new FloatArray(Math.multiplyExact(size.rows, spec.width()));
    }

    private long pages() {
        return (long) KeyValuePages.of(size.rows) + size.entries;
    }

    private DevicePlan plan(long replaced) {
        EmbeddingTasks tasks = new EmbeddingTasks(spec, weights, tables, false, call, states);
        List<PlannedGraph> all = new ArrayList<>(entrance.finish(tasks, (parts, sent) -> {}, List.of()));
        GraphParts before = entrance.first();
        if (spec.layers() > 0) {
            GraphParts ofLayer = parts("layer");
            layer(ofLayer);
            all.add(ofLayer.finish(List.of(new GraphParts.Taken(before, List.of(call, states)))));
            before = ofLayer;
        }
        if (spec.finalNorm()) {
            GraphParts end = parts("end");
            end.norm(
                    spec.norm(),
                    weights.get("final.norm.weight"),
                    weights.get("final.norm.bias"),
                    spec.width(),
                    states,
                    end.nothing(),
                    end.own(finished),
                    end.constant(LayerData.only()));
            all.add(end.finish(List.of(new GraphParts.Taken(before, List.of(states)))));
        }
        return new DevicePlan(scheduler, all, replaced);
    }

    private GraphParts parts(String name) {
        GraphParts parts = new GraphParts(name, scheduler, choice);
        graphs.add(parts);
        return parts;
    }

    /** All of a layer, from states to states. */
    private void layer(GraphParts parts) {
        parts.sent(layer);
        FloatArray keys = parts.own(new FloatArray(Math.toIntExact(pages() * pages.keys())));
        FloatArray values = parts.own(new FloatArray(Math.toIntExact(pages() * pages.values())));
        JointHeads.KeyValueArrays cache = new JointHeads.KeyValueArrays(keys, values, layer);
        FloatArray scratch = choice == KernelChoice.PANELS ? parts.own(scratch()) : parts.nothing();
        LayerTasks.Data data = new LayerTasks.Data(size.rows, call, layer, scratch);
        LayerTasks tasks = new LayerTasks(parts, spec, weights, Set.of(), data);
        FloatArray input = tasks.enter("attention", states);
        ScoreParameters score = weights.score();
        Heads made = score.plain()
                ? JointHeads.of(parts, spec, weights, cache, tasks, input, tables, Optional.empty(), call)
                : new ScoredHeads(parts, spec, score, cache, pages, tasks, input, tables, call);
        heads = Optional.of(made);
        int width = spec.heads() * spec.headWidth();
        FloatArray attended = tasks.rows(width);
        attend(parts, made.query(), keys, values, attended, scratch);
        tasks.rest(attended, states);
    }

    private FloatArray scratch() {
        int widest = Math.max(Math.max(spec.width(), spec.feedForwardWidth()), JointHeads.width(spec));
        return new FloatArray(Capacity.of(Math.max(
                PanelProduct.scratch(size.rows, widest),
                PanelAttention.scratch(size.entries, spec.heads(), size.rows))));
    }

    /** Maximum and sum of each query of each head; the sequences are as long as the longest there. */
    private int statistics() {
        long most = 2L * size.entries * spec.heads() * size.length;
        return Math.toIntExact(Math.min(most, 2L * size.square));
    }

    private void attend(
            GraphParts parts,
            FloatArray query,
            FloatArray keys,
            FloatArray values,
            FloatArray attended,
            FloatArray scratch) {
        boolean kept = size.square > 0;
        Optional<FloatArray> vector = weights.score().vector();
        AttentionTask.Arrays arrays = new AttentionTask.Arrays(
                query,
                keys,
                values,
                attended,
                parts.own(new FloatArray(kept ? statistics() : 1)),
                parts.biases(tables),
                parts.nothing(),
                vector.map(parts::constant).orElseGet(parts::nothing),
                parts.constant(FloatArray.fromArray(ScoreScalars.of(spec.attention()))),
                scratch,
                call,
                layer,
                vector.isPresent(),
                spec.headWidth() % Lanes.COUNT == 0);
        if (kept) {
            parts.own(attentionWeights);
        }
        parts.task(() -> {
            AttentionTask task = new AttentionTask(parts.graph(), choice, arrays);
            attentions.add(task);
            if (kept) {
                task.keepWeights(attentionWeights);
            }
        });
    }

    /** The heads of its layers, if it has layers. */
    Optional<Heads> heads() {
        return heads;
    }

    /** Where features are written before a call. */
    FloatArray features(Size needed) {
        return entrance.features(needed.ints, needed.rows);
    }

    /** Begins a call whose entries and lookups are written already. */
    void begin(CallData data, Size needed) {
        data.set(CallHeader.ROWS, needed.rows);
        data.set(CallHeader.BIAS_LENGTH, tables.bias().distances());
        data.set(CallHeader.BIAS_ZERO, tables.bias().zero());
        data.set(CallHeader.SQUARE_QUERIES, needed.length);
        data.set(CallHeader.SQUARE_KEYS, needed.length);
        data.set(CallHeader.STATISTICS, size.square > 0 ? 1 : 0);
        pages.write(data);
        heads.ifPresent(each -> each.prepare(data, needed));
        attentions.forEach(
                each -> each.prepare(needed.entries, spec.heads(), needed.length, needed.length, spec.headWidth()));
        graphs.forEach(each -> each.cover(needed.rows));
        last = entrance.enter(data, needed.rows, plan::run);
    }

    /** Computes a layer. */
    void layer(int number) {
        LayerData.write(layer, number, CallHeader.RANGES);
        last = plan.run(CallEntrance.GRAPHS);
    }

    /** The first numbers of the states that were computed last. */
    FloatArray states(int count) {
        return bring(states, count);
    }

    /** The first numbers of the attention's weights of the layer that was computed last. */
    FloatArray attentionWeights(int count) {
        return bring(attentionWeights, count);
    }

    /** The first numbers of what comes behind the last layer. */
    FloatArray finish(int count) {
        if (spec.finalNorm()) {
            last = plan.run(graphs.size() - 1);
        }
        return bring(finished, count);
    }

    private FloatArray bring(FloatArray array, int count) {
        Objects.requireNonNull(last, "begin comes first").bring(array, count);
        return array;
    }

    /** Whether something of it failed, so that another one is needed. */
    boolean failed() {
        return plan.failed();
    }

    /** What it takes on the device. */
    long bytes() {
        return plan.bytes();
    }

    @Override
    public void close() {
        plan.close();
    }
}
