package dev.heed.tornado;

import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Score;
import dev.heed.encoder.Norm;
import dev.heed.encoder.NormPlacement;
import dev.heed.encoder.Positions;
import dev.heed.encoder.TransformerSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/**
 * An encoder on the device, compiled for calls up to a size: all layers in one graph. Weights go there once; in a call
 * its ints go, and its features if it has any, and what is asked for comes back. Rows of all sequences lie one behind
 * the other, without padding. One call at a time.
 */
final class EncoderPlan implements AutoCloseable {
    private static final int ITEMS_X = 16;
    private static final int ITEMS_Y = 4;

    /**
     * What calls need; in a plan, what it has room for.
     *
     * @param rows tokens of all sequences
     * @param entries sequences
     * @param length the longest of them
     * @param square attention weights of one layer, if they are asked for, else 0
     */
    record Size(int rows, int entries, int length, int square) {
        boolean holds(Size other) {
            return rows >= other.rows && entries >= other.entries && length >= other.length && square >= other.square;
        }

        /** The capacity that has room for both. */
        Size with(Size other) {
            return new Size(
                    Capacity.of(Math.max(rows, other.rows)),
                    Capacity.of(Math.max(entries, other.entries)),
                    Capacity.of(Math.max(length, other.length)),
                    Math.max(square, other.square) == 0 ? 0 : Capacity.of(Math.max(square, other.square)));
        }
    }

    /** What comes back besides the result. */
    record Extras(boolean hiddenStates, boolean attentionWeights) {}

    final Size size;
    final IntArray call;
    final FloatArray features;
    final FloatArray result;
    final List<FloatArray> hiddenStates = new ArrayList<>();
    final List<FloatArray> attentionWeights = new ArrayList<>();
    private final KernelChoice choice;
    private final TransformerSpec spec;
    private final AttentionSpec attention;
    private final EncoderWeights weights;
    private final PositionTables tables;
    private final Extras extras;
    private final DeviceGraph graph = new DeviceGraph("encoder");
    private final Set<TornadoNativeArray> constant = new LinkedHashSet<>();
    private final Set<FloatArray> own = new LinkedHashSet<>();
    private final Map<List<Integer>, IntArray> shapes = new HashMap<>();
    private final List<Runnable> tasks = new ArrayList<>();
    private final List<RowGrid> grids = new ArrayList<>();
    private final List<Scoring> scorings = new ArrayList<>();
    private final List<AttentionTask> attentions = new ArrayList<>();
    private final FloatArray angles;
    private final FloatArray biases;
    private final FloatArray scalars;
    private final FloatArray query;
    private final FloatArray key;
    private final FloatArray value;
    private final KeyValuePages paged;
    private final FloatArray keys;
    private final FloatArray values;
    private final FloatArray scratch;
    private final List<PageTask> pagings = new ArrayList<>();
    private final FloatArray attended;
    private final FloatArray newQuery;
    private final FloatArray newKey;
    private final FloatArray statistics;
    private final FloatArray inner;
    private final FloatArray gate;
    private final FloatArray nothing = new FloatArray(1);
    private final IntArray layer = LayerData.only();
    private final DevicePlan plan;

    EncoderPlan(TransformerSpec spec, EncoderWeights weights, Size size, Extras extras, KernelChoice choice) {
        this.choice = choice;
        this.spec = spec;
        this.attention = spec.attention();
        this.weights = weights;
        this.size = size;
        this.extras = extras;
        this.tables = PositionTables.of(spec, weights, size.length);
        int rows = size.rows;
        long pages = (long) KeyValuePages.of(rows) + size.entries;
        long ints = CallHeader.SIZE + EntryParts.most(size.entries, rows, pages) + 3L * rows;
        call = new IntArray(Math.toIntExact(ints));
        angles = ofLayers(tables.angles());
        biases = ofLayers(tables.bias().values());
        scalars = ofLayers(ScoreScalars.of(attention));
        query = rows(spec.heads() * spec.headWidth());
        key = rows(spec.keyValueHeads() * spec.headWidth());
        value = rows(spec.keyValueHeads() * spec.headWidth());
        paged = spec.layers() == 0
                ? new KeyValuePages(1, 1, 1, 1, 1)
                : new KeyValuePages(
                        1,
                        Scoring.keyHeads(weights.score(0), attention),
                        Scoring.width(weights.score(0), attention),
                        spec.keyValueHeads(),
                        spec.headWidth());
        keys = new FloatArray(Capacity.of(pages * paged.keys()));
        values = new FloatArray(Capacity.of(pages * paged.values()));
        scratch = new FloatArray(choice == KernelChoice.PANELS ? scratch() : 1);
        attended = rows(spec.heads() * spec.headWidth());
        boolean projects = spec.layers() > 0 && weights.score(0).query().isPresent();
        boolean projectsKeys = spec.layers() > 0 && weights.score(0).key().isPresent();
        int scored = spec.layers() > 0 ? spec.heads() * Scoring.width(weights.score(0), attention) : 0;
        newQuery = rows(projects ? scored : 0);
        newKey = rows(projectsKeys ? scored : 0);
        statistics = rows(extras.attentionWeights ? 2 * spec.heads() : 0);
        inner = rows(spec.feedForwardWidth());
        gate = rows(spec.activation().gated() ? spec.feedForwardWidth() : 0);
        boolean byId = spec.embeddings().isPresent();
        features = byId ? nothing : rows(spec.width());

        result = layers();
        graph.sendOnce(List.copyOf(constant));
        graph.send(byId ? List.of(call) : List.of(call, features));
        tasks.forEach(Runnable::run);
        own.forEach(graph::own);
        plan = graph.plan();
    }

    private int scratch() {
        int widest = Math.max(
                Math.max(spec.width(), spec.feedForwardWidth()),
                Math.max(spec.heads(), spec.keyValueHeads()) * spec.headWidth());
        return Capacity.of(Math.max(
                PanelProduct.scratch(size.rows, widest),
                PanelAttention.scratch(size.entries, spec.heads(), size.rows)));
    }

    private FloatArray rows(int width) {
        return new FloatArray(width == 0 ? 1 : Capacity.of((long) size.rows * width));
    }

    /** An array that a task writes. */
    private FloatArray own(FloatArray array) {
        own.add(array);
        return array;
    }

    private FloatArray constant(float[] values) {
        return values.length == 0 ? constant(nothing) : constant(FloatArray.fromArray(values));
    }

    /** What layers alone read; TornadoVM takes no array that no task uses. */
    private FloatArray ofLayers(float[] values) {
        return spec.layers() == 0 ? nothing : constant(values);
    }

    private FloatArray constant(FloatArray weight) {
        constant.add(weight);
        return weight;
    }

    /** Sizes of a task, one array for all tasks of the same. */
    private IntArray shape(Integer... sizes) {
        IntArray shape = shapes.computeIfAbsent(
                List.of(sizes),
                each -> IntArray.fromArray(
                        each.stream().mapToInt(Integer::intValue).toArray()));
        constant.add(shape);
        return shape;
    }

    /** Plans all tasks and returns where the states end up. */
    private FloatArray layers() {
        FloatArray states = rows(spec.width());
        embed(states);
        boolean embeddingNorm =
                spec.embeddings().isPresent() && spec.embeddings().get().norm();
        if (embeddingNorm) {
            states = norm("embedding.norm", states, rows(spec.width()));
        }
        FloatArray between = rows(spec.width());
        FloatArray normed = rows(spec.width());
        FloatArray other = rows(spec.width());
        keep(states);
        for (int layer = 0; layer < spec.layers(); layer++) {
            FloatArray into = extras.hiddenStates ? rows(spec.width()) : other;
            layer(layer, states, between, normed, into);
            other = states;
            states = into;
            keep(states);
        }
        return spec.finalNorm() ? norm("final.norm", states, rows(spec.width())) : states;
    }

    private void keep(FloatArray states) {
        if (extras.hiddenStates) {
            hiddenStates.add(states);
        }
    }

    private void embed(FloatArray into) {
        boolean byId = spec.embeddings().isPresent();
        boolean segments = spec.embeddings().map(each -> each.segments() > 0).orElse(false);
        float scale = spec.embeddings().map(each -> (float) each.scale()).orElse(1f);
        FloatArray tokens = byId ? constant(weights.get("embedding.token.weight")) : features;
        FloatArray ofSegments = constant(segments ? weights.get("embedding.segment.weight") : nothing);
        FloatArray positions = constant(tables.added());
        int withPositions = tables.added().length > 0 ? 1 : 0;
        IntArray shape = shape(spec.width());
        tasks.add(() -> {
            String task = grid("embeddingRows", spec.width());
            graph.tasks()
                    .task(
                            task,
                            EmbeddingRows::sum,
                            new KernelContext(),
                            tokens,
                            ofSegments,
                            positions,
                            own(into),
                            call,
                            shape,
                            byId ? 1 : 0,
                            0,
                            segments ? 1 : 0,
                            withPositions,
                            scale);
        });
    }

    /** The name of a task whose grid is width × rows. */
    private String grid(String kernel, int width) {
        String task = graph.next(kernel);
        WorkerGrid grid = graph.grid(task, ITEMS_X, ITEMS_Y);
        grids.add(new RowGrid(grid, (long) ITEMS_X * Capacity.groups(width, ITEMS_X), ITEMS_Y, ITEMS_Y));
        return task;
    }

    private void layer(int number, FloatArray x, FloatArray between, FloatArray normed, FloatArray into) {
        String attentionNorm = "layer." + number + ".attention.norm";
        String feedForwardNorm = "layer." + number + ".feedForward.norm";
        if (spec.placement() == NormPlacement.PRE) {
            norm(attentionNorm, x, normed);
            attend(number, normed, x, between);
            norm(feedForwardNorm, between, normed);
            feedForward(number, normed, between, into);
        } else {
            attend(number, x, x, between);
            norm(attentionNorm, between, normed);
            feedForward(number, normed, normed, between);
            norm(feedForwardNorm, between, into);
        }
    }

    /** into = residual + attention(x). */
    private void attend(int number, FloatArray x, FloatArray residual, FloatArray into) {
        String prefix = "layer." + number + ".attention.";
        int queries = spec.heads() * spec.headWidth();
        int keyValues = spec.keyValueHeads() * spec.headWidth();
        linear(prefix + "query", x, spec.width(), queries, Functions.IDENTITY, MatrixProduct.ALONE, nothing, query);
        linear(prefix + "key", x, spec.width(), keyValues, Functions.IDENTITY, MatrixProduct.ALONE, nothing, key);
        linear(prefix + "value", x, spec.width(), keyValues, Functions.IDENTITY, MatrixProduct.ALONE, nothing, value);
        ScoreParameters parameters = weights.score(number);
        constant.addAll(parameters.arrays());
        constant.add(nothing);
        constant.add(layer);
        own.addAll(List.of(keys, values, attended, statistics));
        if (choice == KernelChoice.PANELS) {
            own.add(scratch);
        }
        parameters.query().ifPresent(each -> own.add(newQuery));
        parameters.key().ifPresent(each -> own.add(newKey));
        tasks.add(() -> {
            Scoring scoring =
                    new Scoring(graph, parameters, tables.rope(), query, key, newQuery, newKey, angles, angles, call);
            scorings.add(scoring);
            pagings.add(new PageTask(graph, scoring.key(), value, keys, values, call, layer));
            AttentionTask task = new AttentionTask(
                    graph,
                    choice,
                    new AttentionTask.Arrays(
                            scoring.query(),
                            keys,
                            values,
                            attended,
                            statistics,
                            biases,
                            nothing,
                            parameters.vector().orElse(nothing),
                            scalars,
                            scratch,
                            call,
                            layer,
                            parameters.vector().isPresent(),
                            spec.headWidth() % Lanes.COUNT == 0));
            attentions.add(task);
            if (extras.attentionWeights) {
                FloatArray kept = new FloatArray(size.square);
                attentionWeights.add(own(kept));
                task.keepWeights(kept);
            }
        });
        linear(
                prefix + "output",
                attended,
                queries,
                spec.width(),
                Functions.IDENTITY,
                MatrixProduct.PLUS,
                residual,
                into);
    }

    /** into = residual + feedForward(x). */
    private void feedForward(int number, FloatArray x, FloatArray residual, FloatArray into) {
        String prefix = "layer." + number + ".feedForward.";
        int width = spec.width();
        int innerWidth = spec.feedForwardWidth();
        int activation = Functions.of(spec.activation());
        if (spec.activation().gated()) {
            linear(prefix + "gate", x, width, innerWidth, activation, MatrixProduct.ALONE, nothing, gate);
            linear(prefix + "up", x, width, innerWidth, Functions.IDENTITY, MatrixProduct.TIMES, gate, inner);
        } else {
            linear(prefix + "up", x, width, innerWidth, activation, MatrixProduct.ALONE, nothing, inner);
        }
        linear(prefix + "down", inner, innerWidth, width, Functions.IDENTITY, MatrixProduct.PLUS, residual, into);
    }

    private void linear(
            String name,
            FloatArray input,
            int in,
            int out,
            int activation,
            int combine,
            FloatArray other,
            FloatArray output) {
        FloatArray weight = constant(weights.matrix(name + ".weight", out, in));
        FloatArray bias = constant(weights.bias(name + ".bias", out));
        constant.add(layer);
        KernelChoice.Product product = new KernelChoice.Product(
                input,
                weight,
                bias,
                other,
                own(output),
                scratch,
                call,
                shape(in, out, CallHeader.ROWS),
                layer,
                activation,
                combine);
        tasks.add(() -> grids.add(choice.product(graph, product)));
    }

    private FloatArray norm(String name, FloatArray input, FloatArray output) {
        FloatArray weight = constant(weights.get(name + ".weight"));
        FloatArray bias = constant(weights.bias(name + ".bias", spec.width()));
        constant.add(nothing);
        constant.add(layer);
        IntArray shape = shape(spec.width());
        tasks.add(() -> {
            String task = graph.next("rowNorm");
            WorkerGrid grid = graph.grid(task, RowNorm.ITEMS, 1);
            grids.add(new RowGrid(grid, RowNorm.ITEMS, 1, 1));
            graph.tasks()
                    .task(
                            task,
                            RowNorm::normalise,
                            new KernelContext(),
                            input,
                            weight,
                            bias,
                            nothing,
                            own(output),
                            shape,
                            layer,
                            spec.norm().kind() == Norm.Kind.RMS_NORM ? 1 : 0,
                            MatrixProduct.ALONE,
                            (float) spec.norm().epsilon());
        });
        return output;
    }

    /** Writes what kernels need to know of a call whose entries and lookups are written already, and sets all grids. */
    void prepare(CallData data, Size needed) {
        int rows = needed.rows;
        data.set(CallHeader.ROWS, rows);
        data.set(CallHeader.BIAS_LENGTH, tables.bias().distances());
        data.set(CallHeader.BIAS_ZERO, tables.bias().zero());
        data.set(CallHeader.SQUARE_QUERIES, needed.length);
        data.set(CallHeader.SQUARE_KEYS, needed.length);
        data.set(CallHeader.STATISTICS, extras.attentionWeights ? 1 : 0);
        scorings.forEach(each -> each.prepare(data, attention, rows, 1, rows, 1));
        paged.write(data);
        pagings.forEach(each -> each.prepare(paged, needed.entries, needed.length));
        strides(data);
        attentions.forEach(
                each -> each.prepare(needed.entries, spec.heads(), needed.length, needed.length, spec.headWidth()));
        grids.forEach(each -> each.cover(rows));
        HostArrays.write(data, call);
    }

    private void strides(CallData data) {
        int headWidth = spec.headWidth();
        int width = data.get(CallHeader.WIDTH);
        data.set(CallHeader.QUERY_HEAD, width);
        data.set(CallHeader.QUERY_ROW, spec.heads() * width);
        data.set(CallHeader.KEY_HEAD, width);
        data.set(CallHeader.KEY_ROW, keyRow(data));
        data.set(CallHeader.VALUE_HEAD, headWidth);
        data.set(CallHeader.VALUE_ROW, spec.keyValueHeads() * headWidth);
        data.set(CallHeader.OUTPUT_HEAD, headWidth);
        data.set(CallHeader.OUTPUT_ROW, spec.heads() * headWidth);
    }

    private int keyRow(CallData data) {
        int group = Math.max(1, data.get(CallHeader.KEY_GROUP));
        return spec.heads() / group * data.get(CallHeader.WIDTH);
    }

    /** Runs it on what its arrays hold. */
    DevicePlan.Results run() {
        return plan.run();
    }

    /** The most tasks of one layer: products, norms, the attention and its weights, what turns and changes its inputs. */
    static int tasksOf(TransformerSpec spec) {
        int products = spec.activation().gated() ? 7 : 6;
        int turns = spec.positions() instanceof Positions.Rotary ? 2 : 0;
        boolean plain = spec.score() instanceof Score.ScaledDot || spec.score() instanceof Score.Dot;
        return products + 2 + 3 + turns + (plain ? 0 : 2);
    }

    @Override
    public void close() {
        plan.close();
    }
}
