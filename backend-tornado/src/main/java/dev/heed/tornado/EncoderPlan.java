package dev.heed.tornado;

import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Score;
import dev.heed.encoder.Activation;
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
    private final TransformerSpec spec;
    private final AttentionSpec attention;
    private final EncoderWeights weights;
    private final PositionTables tables;
    private final Extras extras;
    private final DeviceGraph graph = new DeviceGraph("encoder");
    private final Set<TornadoNativeArray> constant = new LinkedHashSet<>();
    private final Map<List<Integer>, IntArray> shapes = new HashMap<>();
    private final List<Runnable> tasks = new ArrayList<>();
    private final List<Grid> grids = new ArrayList<>();
    private final List<Scoring> scorings = new ArrayList<>();
    private final List<AttentionTask> attentions = new ArrayList<>();
    private final FloatArray angles;
    private final FloatArray biases;
    private final FloatArray scalars;
    private final FloatArray query;
    private final FloatArray key;
    private final FloatArray value;
    private final FloatArray attended;
    private final FloatArray newQuery;
    private final FloatArray newKey;
    private final FloatArray statistics;
    private final FloatArray inner;
    private final FloatArray gate;
    private final FloatArray nothing = new FloatArray(1);
    private final DevicePlan plan;

    /** How a task's grid follows from the number of rows. */
    private record Grid(WorkerGrid grid, long x, int itemsY, int rowsToGroup) {
        private void cover(int rows) {
            grid.setGlobalWork(x, (long) itemsY * Capacity.groups(rows, rowsToGroup), 1);
        }
    }

    EncoderPlan(TransformerSpec spec, EncoderWeights weights, Size size, Extras extras) {
        this.spec = spec;
        this.attention = spec.attention();
        this.weights = weights;
        this.size = size;
        this.extras = extras;
        this.tables = PositionTables.of(spec, weights, size.length);
        int rows = size.rows;
        long ints = CallHeader.SIZE + EntryParts.most(size.entries, rows) + 3L * rows;
        call = new IntArray(Math.toIntExact(ints));
        angles = ofLayers(tables.angles());
        biases = ofLayers(tables.bias().values());
        scalars = ofLayers(ScoreScalars.of(attention));
        query = rows(spec.heads() * spec.headWidth());
        key = rows(spec.keyValueHeads() * spec.headWidth());
        value = rows(spec.keyValueHeads() * spec.headWidth());
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
        results().forEach(graph::result);
        plan = graph.plan();
    }

    private FloatArray rows(int width) {
        return new FloatArray(width == 0 ? 1 : Capacity.of((long) size.rows * width));
    }

    private FloatArray constant(float[] values) {
        FloatArray array = FloatArray.fromArray(values.length == 0 ? new float[1] : values);
        if (values.length > 0) {
            constant.add(array);
        }
        return array;
    }

    /** What layers alone read; TornadoVM takes no array that no task uses. */
    private FloatArray ofLayers(float[] values) {
        return constant(spec.layers() == 0 ? new float[0] : values);
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

    private Set<FloatArray> results() {
        Set<FloatArray> all = new LinkedHashSet<>(hiddenStates);
        all.add(result);
        all.addAll(attentionWeights);
        return all;
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
        FloatArray ofSegments = segments ? constant(weights.get("embedding.segment.weight")) : new FloatArray(1);
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
                            into,
                            call,
                            shape,
                            byId ? 1 : 0,
                            segments ? 1 : 0,
                            withPositions,
                            scale);
        });
    }

    /** The name of a task whose grid is width × rows. */
    private String grid(String kernel, int width) {
        String task = graph.next(kernel);
        WorkerGrid grid = graph.grid(task, ITEMS_X, ITEMS_Y);
        grids.add(new Grid(grid, (long) ITEMS_X * Capacity.groups(width, ITEMS_X), ITEMS_Y, ITEMS_Y));
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
        tasks.add(() -> {
            Scoring scoring =
                    new Scoring(graph, parameters, tables.rope(), query, key, newQuery, newKey, angles, angles, call);
            scorings.add(scoring);
            AttentionTask task = new AttentionTask(
                    graph,
                    new AttentionTask.Arrays(
                            scoring.query(),
                            scoring.key(),
                            value,
                            attended,
                            statistics,
                            biases,
                            nothing,
                            parameters.vector().orElse(nothing),
                            scalars,
                            call,
                            parameters.vector().isPresent()));
            attentions.add(task);
            if (extras.attentionWeights) {
                FloatArray kept = new FloatArray(size.square);
                attentionWeights.add(kept);
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
        int activation = activation(spec.activation());
        if (spec.activation().gated()) {
            linear(prefix + "gate", x, width, innerWidth, activation, MatrixProduct.ALONE, nothing, gate);
            linear(prefix + "up", x, width, innerWidth, Functions.IDENTITY, MatrixProduct.TIMES, gate, inner);
        } else {
            linear(prefix + "up", x, width, innerWidth, activation, MatrixProduct.ALONE, nothing, inner);
        }
        linear(prefix + "down", inner, innerWidth, width, Functions.IDENTITY, MatrixProduct.PLUS, residual, into);
    }

    private static int activation(Activation activation) {
        return switch (activation) {
            case RELU -> Functions.RELU;
            case GELU, GEGLU -> Functions.GELU;
            case GELU_TANH, GEGLU_TANH -> Functions.GELU_TANH;
            case SILU, SWIGLU -> Functions.SILU;
            case GLU -> Functions.SIGMOID;
        };
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
        FloatArray weight = constant(weights.get(name + ".weight"));
        FloatArray bias = constant(weights.bias(name + ".bias", out));
        IntArray shape = shape(in, out);
        tasks.add(() -> {
            String task = graph.next("matrixProduct");
            WorkerGrid grid = graph.grid(task, MatrixProduct.ITEMS, MatrixProduct.ITEMS);
            long x = (long) MatrixProduct.ITEMS * Capacity.groups(out, MatrixProduct.TILE);
            grids.add(new Grid(grid, x, MatrixProduct.ITEMS, MatrixProduct.TILE));
            graph.tasks()
                    .task(
                            task,
                            MatrixProduct::multiply,
                            new KernelContext(),
                            input,
                            weight,
                            bias,
                            other,
                            output,
                            call,
                            shape,
                            activation,
                            combine);
        });
    }

    private FloatArray norm(String name, FloatArray input, FloatArray output) {
        FloatArray weight = constant(weights.get(name + ".weight"));
        FloatArray bias = constant(weights.bias(name + ".bias", spec.width()));
        IntArray shape = shape(spec.width());
        tasks.add(() -> {
            String task = graph.next("rowNorm");
            WorkerGrid grid = graph.grid(task, RowNorm.ITEMS, 1);
            grids.add(new Grid(grid, RowNorm.ITEMS, 1, 1));
            graph.tasks()
                    .task(
                            task,
                            RowNorm::normalise,
                            new KernelContext(),
                            input,
                            weight,
                            bias,
                            output,
                            shape,
                            spec.norm().kind() == Norm.Kind.RMS_NORM ? 1 : 0,
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
        return products + 2 + 2 + turns + (plain ? 0 : 2);
    }

    @Override
    public void close() {
        plan.close();
    }
}
