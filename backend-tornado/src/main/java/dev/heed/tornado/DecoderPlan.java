package dev.heed.tornado;

import dev.heed.attention.Rope;
import dev.heed.decoder.DecoderSpec;
import dev.heed.encoder.Norm;
import dev.heed.encoder.NormPlacement;
import dev.heed.encoder.TransformerSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.ImmutableTaskGraph;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid3D;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * A decoder on the device: a graph that looks tokens up, one that computes a layer and runs for each, one that makes
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
    private final DecoderArrays weights;
    private final KeyValuePages paged;
    private final KernelChoice choice;
    private final PositionTables tables;
    private final FloatArray keys;
    private final FloatArray values;
    private final IntArray call;
    private final IntArray memoryCall;
    private final IntArray layer = LayerData.only();
    private final IntArray picks = new IntArray(1 + PICKS);
    private final FloatArray states;
    private final FloatArray logits;
    private final FloatArray memoryStates;
    private final List<GraphParts> graphs = new ArrayList<>();
    private final List<AttentionTask> attentions = new ArrayList<>();
    private final WorkerGrid copyGrid;
    private final int layerGraph;
    private final int logitsGraph;
    private final int memoryGraph;
    private final GridScheduler scheduler = new GridScheduler();
    private final DevicePlan plan;

    DecoderPlan(
            DecoderSpec spec,
            DecoderArrays weights,
            KeyValuePages paged,
            Size size,
            FloatArray keys,
            FloatArray values,
            KernelChoice choice) {
        this.spec = spec;
        this.body = spec.body();
        this.weights = weights;
        this.paged = paged;
        this.size = size;
        this.keys = keys;
        this.values = values;
        this.choice = choice;
        this.tables = PositionTables.of(body, weights, size.length);
        int windows = (int) spec.windows().stream().distinct().count();
        int ints = CallHeader.SIZE
                + (CallHeader.ENTRY + 4 + 2 * windows) * ROWS
                + (3 + 5 * windows) * ROWS
                + size.references;
        call = new IntArray(ints);
        memoryCall = new IntArray(ints);
        states = rows(body.width());
        logits = new FloatArray(Math.multiplyExact(PICKS, spec.vocabulary()));
        memoryStates = rows(spec.memoryWidth().orElse(1));

        List<ImmutableTaskGraph> all = new ArrayList<>();
        GraphParts enter = parts("tokens", 0);
        copyGrid = enter(enter);
        boolean layers = body.layers() > 0;
        enter.leave(layers ? List.of(call, states, keys, values) : List.of(call, states));
        all.add(enter.finish(List.of()));
        GraphParts before = enter;
        layerGraph = graphs.size();
        if (layers) {
            GraphParts ofLayer = parts("layer", layerGraph);
            layer(ofLayer);
            all.add(ofLayer.finish(List.of(new GraphParts.Taken(enter, List.of(call, states, keys, values)))));
            before = ofLayer;
        }
        logitsGraph = graphs.size();
        GraphParts ofLogits = parts("logits", logitsGraph);
        logits(ofLogits);
        all.add(ofLogits.finish(List.of(new GraphParts.Taken(before, List.of(states)))));
        memoryGraph = graphs.size();
        if (layers && spec.memoryWidth().isPresent()) {
            GraphParts ofMemory = parts("memory", memoryGraph);
            memory(ofMemory);
            all.add(ofMemory.finish(List.of(new GraphParts.Taken(enter, List.of(keys, values)))));
        }
        plan = new DevicePlan(scheduler, all.toArray(ImmutableTaskGraph[]::new));
    }

    private GraphParts parts(String name, int number) {
        GraphParts parts = new GraphParts(name, scheduler, choice);
        graphs.add(number, parts);
        return parts;
    }

    private static FloatArray rows(int width) {
        return new FloatArray(Math.multiplyExact(ROWS, width));
    }

    /** Copies pages, and looks up what the first layer reads. */
    private WorkerGrid enter(GraphParts parts) {
        parts.sent(call);
        WorkerGrid grid = new WorkerGrid3D(ITEMS, 1, 1);
        if (body.layers() > 0) {
            grid = parts.graph().grid("pageCopy", ITEMS, 1);
            parts.constant(keys);
            parts.constant(values);
            parts.own(keys);
            parts.own(values);
            parts.task(() ->
                    parts.graph().tasks().task("pageCopy", PageCopy::copy, new KernelContext(), keys, values, call));
        }
        boolean norm = spec.embeddings().norm();
        FloatArray embedded = norm ? parts.own(rows(body.width())) : states;
        parts.own(states);
        FloatArray tokens = parts.constant(weights.get("tokens"));
        FloatArray positions =
                tables.added().length == 0 ? parts.nothing() : parts.constant(FloatArray.fromArray(tables.added()));
        FloatArray segments = parts.nothing();
        IntArray shape = parts.shape(body.width());
        boolean panelled = spec.head().tied() && choice == KernelChoice.PANELS;
        parts.task(() -> {
            String task = parts.overRows("embeddingRows", body.width());
            parts.graph()
                    .tasks()
                    .task(
                            task,
                            EmbeddingRows::sum,
                            new KernelContext(),
                            tokens,
                            segments,
                            positions,
                            embedded,
                            call,
                            shape,
                            1,
                            panelled ? 1 : 0,
                            0,
                            tables.added().length == 0 ? 0 : 1,
                            (float) spec.embeddings().scale());
        });
        if (norm) {
            IntArray only = parts.constant(LayerData.only());
            norm(parts, body.norm(), "embedding.norm", embedded, parts.nothing(), states, only);
        }
        return grid;
    }

    private void norm(
            GraphParts parts,
            Norm norm,
            String name,
            FloatArray input,
            FloatArray other,
            FloatArray output,
            IntArray ofLayer) {
        parts.norm(
                norm,
                weights.get(name + ".weight"),
                weights.get(name + ".bias"),
                body.width(),
                input,
                other,
                output,
                ofLayer);
    }

    private FloatArray product(
            GraphParts parts,
            String name,
            FloatArray input,
            int in,
            int out,
            int activation,
            int combine,
            FloatArray other,
            FloatArray scratch) {
        FloatArray output = parts.own(rows(out));
        product(parts, name, input, in, out, activation, combine, other, scratch, output);
        return output;
    }

    private void product(
            GraphParts parts,
            String name,
            FloatArray input,
            int in,
            int out,
            int activation,
            int combine,
            FloatArray other,
            FloatArray scratch,
            FloatArray output) {
        parts.product(new KernelChoice.Product(
                input,
                weights.get(name + ".weight"),
                weights.get(name + ".bias"),
                other,
                output,
                scratch,
                call,
                parts.shape(in, out, CallHeader.ROWS),
                layer,
                activation,
                combine));
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
        int width = body.width();
        int queries = body.heads() * body.headWidth();
        int keyValues = body.keyValueHeads() * body.headWidth();
        FloatArray scratch =
                scratch(parts, Math.max(Math.max(width, body.feedForwardWidth()), queries + 2 * keyValues));
        FloatArray input = states;
        if (body.placement() == NormPlacement.PRE) {
            input = parts.own(rows(width));
            norm(parts, body.norm(), "attention.norm", states, parts.nothing(), input, layer);
        }
        FloatArray heads = product(
                parts,
                "attention",
                input,
                width,
                queries + 2 * keyValues,
                Functions.IDENTITY,
                MatrixProduct.ALONE,
                parts.nothing(),
                scratch);
        finishHeads(parts, heads);
        FloatArray attended = attend(parts, heads, call, true, scratch);
        FloatArray after = block(parts, "attention.output", attended, queries, states, "attention", scratch);
        if (spec.memoryWidth().isPresent()) {
            after = attendToMemory(parts, after, scratch);
        }
        feedForward(parts, after, scratch);
    }

    /** residual + block, normalised where the spec says so; for pre-norm what comes out of the block is, if anything. */
    private FloatArray block(
            GraphParts parts,
            String name,
            FloatArray input,
            int in,
            FloatArray residual,
            String norms,
            FloatArray scratch) {
        FloatArray output = parts.own(rows(body.width()));
        block(parts, name, input, in, residual, norms, scratch, output);
        return output;
    }

    private void block(
            GraphParts parts,
            String name,
            FloatArray input,
            int in,
            FloatArray residual,
            String norms,
            FloatArray scratch,
            FloatArray output) {
        int width = body.width();
        boolean outputNorm = spec.outputNorms() && !norms.equals("memory");
        if (outputNorm) {
            FloatArray raw = product(
                    parts, name, input, in, width, Functions.IDENTITY, MatrixProduct.ALONE, parts.nothing(), scratch);
            norm(parts, body.norm(), norms + ".outputNorm", raw, residual, output, layer);
            return;
        }
        if (body.placement() == NormPlacement.PRE) {
            product(parts, name, input, in, width, Functions.IDENTITY, MatrixProduct.PLUS, residual, scratch, output);
            return;
        }
        FloatArray sum =
                product(parts, name, input, in, width, Functions.IDENTITY, MatrixProduct.PLUS, residual, scratch);
        norm(parts, body.norm(), norms + ".norm", sum, parts.nothing(), output, layer);
    }

    private void finishHeads(GraphParts parts, FloatArray heads) {
        int pairs = tables.rope().map(Rope::rotaryWidth).orElse(0) / 2;
        boolean half =
                tables.rope().map(rope -> rope.pairing() == Rope.Pairing.HALF).orElse(true);
        FloatArray angles = pairs == 0 ? parts.nothing() : parts.constant(FloatArray.fromArray(tables.angles()));
        heads(parts, heads, call, angles, spec.queryKeyNorm(), body.heads(), pairs, half);
    }

    private void heads(
            GraphParts parts,
            FloatArray heads,
            IntArray ofCall,
            FloatArray angles,
            Optional<Norm> norm,
            int queryHeads,
            int pairs,
            boolean half) {
        FloatArray weight = parts.constant(weights.get("heads.weight"));
        FloatArray bias = parts.constant(weights.get("heads.bias"));
        IntArray shape =
                parts.shape(queryHeads, body.keyValueHeads(), body.headWidth(), pairs, half ? 1 : 2, half ? pairs : 1);
        int kind = norm.map(each -> each.kind() == Norm.Kind.RMS_NORM ? HeadRows.RMS_NORM : HeadRows.LAYER_NORM)
                .orElse(HeadRows.PLAIN);
        parts.task(() -> {
            String task = parts.overRows("headRows", queryHeads + 2 * body.keyValueHeads());
            parts.graph()
                    .tasks()
                    .task(
                            task,
                            HeadRows::finish,
                            new KernelContext(),
                            heads,
                            keys,
                            values,
                            weight,
                            bias,
                            angles,
                            ofCall,
                            shape,
                            layer,
                            kind,
                            norm.map(each -> (float) each.epsilon()).orElse(0f));
        });
    }

    private FloatArray attend(GraphParts parts, FloatArray query, IntArray ofCall, boolean own, FloatArray scratch) {
        FloatArray attended = parts.own(rows(body.heads() * body.headWidth()));
        FloatArray biases = own && tables.bias().distances() > 0
                ? parts.constant(FloatArray.fromArray(tables.bias().values()))
                : parts.nothing();
        float[] numbers = ScoreScalars.of(body.attention());
        if (!own) {
            numbers[ScorePipeline.SOFT_CAP] = 0;
        }
        FloatArray scalars = parts.constant(FloatArray.fromArray(numbers));
        FloatArray nothing = parts.nothing();
        FloatArray statistics = parts.own(new FloatArray(1));
        parts.task(() -> attentions.add(new AttentionTask(
                parts.graph(),
                choice,
                new AttentionTask.Arrays(
                        query,
                        keys,
                        values,
                        attended,
                        statistics,
                        biases,
                        nothing,
                        nothing,
                        scalars,
                        scratch,
                        ofCall,
                        layer,
                        false,
                        body.headWidth() % Lanes.COUNT == 0))));
        return attended;
    }

    private FloatArray attendToMemory(GraphParts parts, FloatArray x, FloatArray scratch) {
        parts.sent(memoryCall);
        int queries = body.heads() * body.headWidth();
        FloatArray input = x;
        if (body.placement() == NormPlacement.PRE) {
            input = parts.own(rows(body.width()));
            norm(parts, body.norm(), "memory.norm", x, parts.nothing(), input, layer);
        }
        FloatArray query = product(
                parts,
                "memory.query",
                input,
                body.width(),
                queries,
                Functions.IDENTITY,
                MatrixProduct.ALONE,
                parts.nothing(),
                scratch);
        FloatArray attended = attend(parts, query, memoryCall, false, scratch);
        return block(parts, "memory.output", attended, queries, x, "memory", scratch);
    }

    private void feedForward(GraphParts parts, FloatArray x, FloatArray scratch) {
        int width = body.width();
        int innerWidth = body.feedForwardWidth();
        FloatArray input = x;
        if (body.placement() == NormPlacement.PRE) {
            input = parts.own(rows(width));
            norm(parts, body.norm(), "feedForward.norm", x, parts.nothing(), input, layer);
        }
        int activation = Functions.of(body.activation());
        FloatArray inner;
        if (body.activation().gated()) {
            FloatArray gate = product(
                    parts,
                    "feedForward.gate",
                    input,
                    width,
                    innerWidth,
                    activation,
                    MatrixProduct.ALONE,
                    parts.nothing(),
                    scratch);
            inner = product(
                    parts,
                    "feedForward.up",
                    input,
                    width,
                    innerWidth,
                    Functions.IDENTITY,
                    MatrixProduct.TIMES,
                    gate,
                    scratch);
        } else {
            inner = product(
                    parts,
                    "feedForward.up",
                    input,
                    width,
                    innerWidth,
                    activation,
                    MatrixProduct.ALONE,
                    parts.nothing(),
                    scratch);
        }
        block(parts, "feedForward.down", inner, innerWidth, x, "feedForward", scratch, states);
    }

    private void logits(GraphParts parts) {
        parts.sent(picks);
        int width = body.width();
        IntArray only = LayerData.only();
        parts.constant(only);
        FloatArray picked = parts.own(rows(width));
        parts.own(logits);
        IntArray shape = parts.shape(width);
        // The final norm comes before the head's scale; without one the scale is applied as rows are picked.
        boolean norm = body.finalNorm();
        parts.task(() -> parts.graph()
                .tasks()
                .task(
                        parts.overRows("pickedRows", width),
                        PickedRows::pick,
                        new KernelContext(),
                        states,
                        picked,
                        picks,
                        shape,
                        norm ? 1f : (float) spec.head().scale()));
        FloatArray input = picked;
        if (norm) {
            input = parts.own(rows(width));
            parts.norm(
                    body.norm(),
                    scaled(weights.get("final.norm.weight")),
                    scaled(weights.get("final.norm.bias")),
                    width,
                    picked,
                    parts.nothing(),
                    input,
                    only);
        }
        FloatArray scratch = choice == KernelChoice.TILES
                ? parts.nothing()
                : parts.own(new FloatArray(Capacity.of(PanelProduct.scratch(PICKS, spec.vocabulary()))));
        IntArray sizes = parts.shape(width, spec.vocabulary(), 0);
        parts.product(new KernelChoice.Product(
                input,
                weights.get("head"),
                weights.get("head.bias"),
                parts.nothing(),
                logits,
                scratch,
                picks,
                sizes,
                only,
                Functions.IDENTITY,
                MatrixProduct.ALONE));
        spec.head()
                .softCap()
                .ifPresent(cap -> parts.task(() -> parts.graph()
                        .tasks()
                        .task(
                                parts.overRows("softCap", spec.vocabulary()),
                                SoftCap::apply,
                                new KernelContext(),
                                logits,
                                picks,
                                sizes,
                                (float) cap)));
    }

    /** What the head's scale makes of the weight of the norm before it. */
    private FloatArray scaled(FloatArray weight) {
        if (spec.head().scale() == 1) {
            return weight;
        }
        FloatArray scaled = new FloatArray(weight.getSize());
        for (int i = 0; i < weight.getSize(); i++) {
            scaled.set(i, (float) (weight.get(i) * spec.head().scale()));
        }
        return scaled;
    }

    private void memory(GraphParts parts) {
        parts.sent(memoryCall);
        parts.sent(layer);
        parts.sent(memoryStates);
        int keyValues = body.keyValueHeads() * body.headWidth();
        FloatArray scratch = choice == KernelChoice.TILES
                ? parts.nothing()
                : parts.own(new FloatArray(Capacity.of(PanelProduct.scratch(ROWS, 2 * keyValues))));
        FloatArray projected = parts.own(rows(2 * keyValues));
        parts.product(new KernelChoice.Product(
                memoryStates,
                weights.get("memory.weight"),
                weights.get("memory.bias"),
                parts.nothing(),
                projected,
                scratch,
                memoryCall,
                parts.shape(spec.memoryWidth().orElseThrow(), 2 * keyValues, CallHeader.ROWS),
                layer,
                Functions.IDENTITY,
                MatrixProduct.ALONE));
        heads(parts, projected, memoryCall, parts.nothing(), Optional.empty(), 0, 0, true);
    }

    /** What all calls have in common; the memory's have no bias. */
    void header(CallData data, boolean own) {
        paged.write(data);
        int headWidth = body.headWidth();
        data.set(CallHeader.HEADS, body.heads());
        data.set(CallHeader.KEY_GROUP, body.heads() / body.keyValueHeads());
        data.set(CallHeader.VALUE_GROUP, body.heads() / body.keyValueHeads());
        data.set(CallHeader.WIDTH, headWidth);
        data.set(CallHeader.VALUE_WIDTH, headWidth);
        data.set(CallHeader.QUERY_HEAD, headWidth);
        data.set(CallHeader.QUERY_ROW, queryRow(own));
        data.set(CallHeader.OUTPUT_HEAD, headWidth);
        data.set(CallHeader.OUTPUT_ROW, body.heads() * headWidth);
        if (own) {
            data.set(CallHeader.BIAS_LENGTH, tables.bias().distances());
            data.set(CallHeader.BIAS_ZERO, tables.bias().zero());
        }
    }

    /** From a row's queries to the next row's: with the keys and values between them, or alone. */
    int queryRow(boolean own) {
        return (own ? body.heads() + 2 * body.keyValueHeads() : body.heads()) * body.headWidth();
    }

    /** Copies pages and looks tokens up; a call without rows only copies. */
    void enter(CallData data, int rows) {
        HostArrays.write(data, call);
        int copies = Math.max(1, data.get(CallHeader.COPIES));
        int across = Math.max(data.get(CallHeader.KEY_PAGE), data.get(CallHeader.VALUE_PAGE));
        copyGrid.setGlobalWork((long) ITEMS * Capacity.groups(across, ITEMS), copies, 1);
        graphs.get(0).cover(rows);
        plan.run(0);
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

    /** Brings the cache to the host. */
    void bringCache() {
        CallData data = new CallData();
        header(data, true);
        HostArrays.write(data, call);
        copyGrid.setGlobalWork(ITEMS, 1, 1);
        graphs.get(0).cover(0);
        DevicePlan.Results results = plan.run(0);
        results.bring(keys, keys.getSize());
        results.bring(values, values.getSize());
    }

    @Override
    public void close() {
        plan.close();
    }
}
