package dev.heed.tornado;

import dev.heed.decoder.DecoderSpec;
import dev.heed.encoder.TransformerSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * A decoder on the device: graphs that look tokens up, one that computes a layer and runs for each, one that makes
 * logits, and one that projects a layer of memories. Weights of all layers and the cache stay there; ids, positions and
 * page numbers go there, and logits come back. One call at a time.
 */
final class DecoderPlan implements AutoCloseable {
    /** The most tokens of a run. */
    static final int ROWS = 256;

    /** The most logits of a run. */
    static final int PICKS = 32;

    private static final int ITEMS = 16;

    /**
     * What it has room for.
     *
     * @param pages pages of the cache
     * @param references page numbers of all rows of a run
     * @param length tokens of a row
     */
    record Size(int pages, int references, int length) {
        boolean holds(Size other) {
            return pages >= other.pages && references >= other.references && length >= other.length;
        }

        /** The next powers of two that hold both. */
        Size with(Size other) {
            return new Size(
                    Math.max(pages, other.pages),
                    Capacity.of(Math.max(references, other.references)),
                    Capacity.of(Math.max(length, other.length)));
        }
    }

    final Size size;
    private final DecoderSpec spec;
    private final TransformerSpec body;
    private final TransformerWeights weights;
    private final KeyValuePages paged;
    private final KernelChoice choice;
    private final PositionTables tables;
    private final IntArray call;
    private final IntArray memoryCall;
    private final IntArray layer = LayerData.only();
    private final IntArray picks = new IntArray(1 + PICKS);
    private final JointHeads.KeyValueArrays cache;
    private final FloatArray states;
    private final FloatArray logits;
    private final FloatArray memoryStates;
    private final GridScheduler scheduler = new GridScheduler();
    private final List<GraphParts> graphs = new ArrayList<>();
    private final List<AttentionTask> attentions = new ArrayList<>();
    private final CallEntrance entrance;
    private final List<WorkerGrid> copyGrids = new ArrayList<>();
    private final int layerGraph;
    private final int logitsGraph;
    private final int memoryGraph;
    private final DevicePlan plan;
    private int queryRow;

    /**
     * A plan on a cache.
     *
     * @param replaced the bytes of a plan that is closed before this one runs
     */
    DecoderPlan(
            DecoderSpec spec,
            TransformerWeights weights,
            KeyValuePages paged,
            Size size,
            FloatArray keys,
            FloatArray values,
            KernelChoice choice,
            long replaced) {
        this.spec = spec;
        this.body = spec.body();
        this.weights = weights;
        this.paged = paged;
        this.size = size;
        this.choice = choice;
        this.tables = PositionTables.of(body, weights, size.length);
        this.cache = new JointHeads.KeyValueArrays(keys, values, layer);
        int windows = (int) spec.windows().stream().distinct().count();
        int ints = CallHeader.size(windows)
                + (CallHeader.ENTRY + 4 + 2 * windows) * ROWS
                + (3 + 5 * windows) * ROWS
                + size.references;
        call = new IntArray(ints);
        memoryCall = new IntArray(ints);
        states = rows(body.width());
        logits = new FloatArray(Math.multiplyExact(PICKS, spec.vocabulary()));
        memoryStates = rows(spec.memoryWidth().orElse(1));

        boolean layers = body.layers() > 0;
        boolean panelled = spec.head().tied() && choice == KernelChoice.PANELS;
        entrance = new CallEntrance(parts("few"), parts("many"), ints, ROWS, 0);
        List<PlannedGraph> all = new ArrayList<>(entrance.finish(
                new EmbeddingTasks(body, weights, tables, panelled, call, states),
                layers ? this::copyPages : (parts, sent) -> {},
                layers ? List.of(keys, values) : List.of()));
        GraphParts input = entrance.first();
        GraphParts before = input;
        layerGraph = graphs.size();
        if (layers) {
            GraphParts ofLayer = parts("layer");
            layer(ofLayer);
            all.add(ofLayer.finish(List.of(new GraphParts.Taken(input, List.of(call, states, keys, values)))));
            before = ofLayer;
        }
        logitsGraph = graphs.size();
        GraphParts ofLogits = parts("logits");
        new LogitsTasks(ofLogits, spec, weights).add(choice, states, picks, PICKS, logits);
        all.add(ofLogits.finish(List.of(new GraphParts.Taken(before, List.of(states)))));
        memoryGraph = graphs.size();
        if (layers && spec.memoryWidth().isPresent()) {
            GraphParts ofMemory = parts("memory");
            memory(ofMemory);
            all.add(ofMemory.finish(List.of(new GraphParts.Taken(input, List.of(keys, values)))));
        }
        plan = new DevicePlan(scheduler, all, replaced);
    }

    private GraphParts parts(String name) {
        GraphParts parts = new GraphParts(name, scheduler, choice);
        graphs.add(parts);
        return parts;
    }

    private static FloatArray rows(int width) {
        return new FloatArray(Math.multiplyExact(ROWS, width));
    }

    private void copyPages(GraphParts parts, IntArray sent) {
        FloatArray keys = parts.own(parts.constant(cache.keys()));
        FloatArray values = parts.own(parts.constant(cache.values()));
        copyGrids.add(parts.graph().grid("pageCopy", ITEMS, 1));
        parts.task(() -> parts.graph()
                .tasks()
                .task("pageCopy", PageCopy::copy, parts.graph().context(), keys, values, sent));
    }

    private FloatArray scratch(GraphParts parts, int widest) {
        if (choice == KernelChoice.TILES) {
            return parts.nothing();
        }
        return parts.own(new FloatArray(Capacity.of(
                Math.max(PanelProduct.scratch(ROWS, widest), PanelAttention.scratch(ROWS, body.heads(), ROWS)))));
    }

    /** All of a layer, from states to states. */
    private void layer(GraphParts parts) {
        parts.sent(layer);
        FloatArray scratch =
                scratch(parts, Math.max(Math.max(body.width(), body.feedForwardWidth()), JointHeads.width(body)));
        LayerTasks tasks = new LayerTasks(
                parts,
                body,
                weights,
                spec.outputNorms() ? Set.of("attention", "feedForward") : Set.of(),
                new LayerTasks.Data(ROWS, call, layer, scratch));
        FloatArray input = tasks.enter("attention", states);
        JointHeads heads = JointHeads.of(parts, body, weights, cache, tasks, input, tables, spec.queryKeyNorm(), call);
        FloatArray scalars = parts.constant(FloatArray.fromArray(ScoreScalars.of(body.attention())));
        queryRow = heads.queryRow();
        FloatArray attended = attend(parts, tasks, heads.query(), call, parts.biases(tables), scalars, scratch);
        int width = body.heads() * body.headWidth();
        FloatArray after = tasks.leave("attention", ".output", attended, width, states);
        if (spec.memoryWidth().isPresent()) {
            after = attendToMemory(parts, tasks, after, scratch);
        }
        tasks.feedForward(after, states);
    }

    private FloatArray attend(
            GraphParts parts,
            LayerTasks tasks,
            FloatArray query,
            IntArray ofCall,
            FloatArray biases,
            FloatArray scalars,
            FloatArray scratch) {
        FloatArray attended = tasks.rows(body.heads() * body.headWidth());
        FloatArray nothing = parts.nothing();
        AttentionTask.Arrays arrays = new AttentionTask.Arrays(
                query,
                cache.keys(),
                cache.values(),
                attended,
                parts.own(new FloatArray(1)),
                biases,
                nothing,
                nothing,
                scalars,
                scratch,
                ofCall,
                layer,
                false,
                body.headWidth() % Lanes.COUNT == 0);
        parts.task(() -> attentions.add(new AttentionTask(parts.graph(), choice, arrays)));
        return attended;
    }

    /** The block between the attention and the feed-forward block, whose scores have neither a bias nor a cap. */
    private FloatArray attendToMemory(GraphParts parts, LayerTasks tasks, FloatArray x, FloatArray scratch) {
        parts.sent(memoryCall);
        int width = body.heads() * body.headWidth();
        FloatArray query = tasks.linear("memory.query", tasks.enter("memory", x), body.width(), width);
        float[] scalars = ScoreScalars.of(body.attention());
        scalars[ScorePipeline.SOFT_CAP] = 0;
        FloatArray attended = attend(
                parts,
                tasks,
                query,
                memoryCall,
                parts.nothing(),
                parts.constant(FloatArray.fromArray(scalars)),
                scratch);
        return tasks.leave("memory", ".output", attended, width, x);
    }

    /** Keys and values of memories, of a layer. */
    private void memory(GraphParts parts) {
        parts.sent(memoryCall);
        parts.sent(layer);
        parts.sent(memoryStates);
        int width = 2 * body.keyValueHeads() * body.headWidth();
        LayerTasks.Data data = new LayerTasks.Data(ROWS, memoryCall, layer, scratch(parts, width));
        LayerTasks tasks = new LayerTasks(parts, body, weights, Set.of(), data);
        FloatArray projected =
                tasks.linear("memory", memoryStates, spec.memoryWidth().orElseThrow(), width);
        new JointHeads(parts, body, weights, cache, projected, width).finishMemory(memoryCall);
    }

    /** What all calls have in common; the memory's have no bias. */
    void header(CallData data, boolean own) {
        paged.write(data);
        JointHeads.header(data, body, queryRow(own));
        if (own) {
            data.set(CallHeader.BIAS_LENGTH, tables.bias().distances());
            data.set(CallHeader.BIAS_ZERO, tables.bias().zero());
        }
    }

    /** From a row's own queries, or those for the memory, to the next row's. */
    int queryRow(boolean own) {
        return own ? queryRow : body.heads() * body.headWidth();
    }

    /** Copies pages and looks tokens up; a call without rows only copies. */
    void enter(CallData data, int rows) {
        int copies = Math.max(1, data.get(CallHeader.COPIES));
        int across = Math.max(data.get(CallHeader.KEY_PAGE), data.get(CallHeader.VALUE_PAGE));
        copyGrids.forEach(each -> each.setGlobalWork((long) ITEMS * Capacity.groups(across, ITEMS), copies, 1));
        entrance.enter(data, rows, plan::run);
    }

    /**
     * Computes all layers for what was looked up.
     *
     * @param entries how many rows of the session are fed
     * @param longest the most tokens of any
     * @param windowOf the number of each layer's window among those of the call
     */
    void layers(CallData memory, int rows, int entries, int longest, int[] windowOf) {
        if (body.layers() == 0) {
            return;
        }
        HostArrays.write(memory, memoryCall);
        graphs.get(layerGraph).cover(rows);
        attentions.forEach(each -> each.prepare(entries, body.heads(), longest, 1, body.headWidth()));
        for (int n = 0; n < body.layers(); n++) {
            LayerData.write(layer, n, CallHeader.ranges(windowOf[n]));
            plan.run(layerGraph);
        }
    }

    /** The logits after some rows of the run, [rows, vocabulary]. */
    FloatArray logits(int[] rows) {
        picks.set(0, rows.length);
        for (int i = 0; i < rows.length; i++) {
            picks.set(1 + i, rows[i]);
        }
        graphs.get(logitsGraph).cover(rows.length);
        plan.run(logitsGraph).bring(logits, rows.length * spec.vocabulary());
        return logits;
    }

    /** Projects tokens of memories, whose states have been written, to their places; after a call of enter. */
    void project(CallData data, int rows) {
        HostArrays.write(data, memoryCall);
        graphs.get(memoryGraph).cover(rows);
        for (int n = 0; n < body.layers(); n++) {
            LayerData.write(layer, n, CallHeader.ranges(0));
            plan.run(memoryGraph);
        }
    }

    /** Where the states of memories are written. */
    FloatArray memoryStates() {
        return memoryStates;
    }

    /** Whether something of it failed, so that another one is needed. */
    boolean failed() {
        return plan.failed();
    }

    /** Whether a call came to its end: then all that a call needs is there. */
    boolean complete() {
        return plan.ran(logitsGraph);
    }

    /**
     * Brings the cache to the host, which has it as it is if no call has begun. A call writes behind the tokens that count,
     * and to pages that nobody holds yet: whatever failed in one, those tokens are there if the device still answers.
     */
    void bringCache() {
        if (!plan.ran(CallEntrance.FEW)) {
            return;
        }
        if (plan.lost()) {
            plan.rescue(CallEntrance.FEW, List.of(cache.keys(), cache.values()));
            return;
        }
        // Without a row and without a copy, so that nothing of the last call happens again.
        DevicePlan.Results results = entrance.pass(plan::run);
        results.bring(cache.keys(), cache.keys().getSize());
        results.bring(cache.values(), cache.values().getSize());
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
