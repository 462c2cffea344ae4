package dev.heed.tornado;

import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Rope;
import dev.heed.attention.ScoreStage;
import dev.heed.spi.AttentionCall;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/** An attention on the device, compiled for calls up to a size. One call at a time. */
final class AttentionPlan implements AutoCloseable {
    /**
     * What calls that share a plan have in common. Sizes are capacities, in elements; 0 where there is nothing.
     *
     * @param parameters by identity where they are learned
     * @param wide whether a value's width is a multiple of 16
     */
    record Key(
            ScoreParameters parameters,
            boolean wide,
            Optional<Rope> rope,
            boolean weights,
            Optional<ScoreStage> scores,
            int query,
            int key,
            int value,
            int output,
            int newQuery,
            int newKey,
            int square,
            int statistics,
            int scratch,
            int keyPages,
            int valuePages,
            int queryAngles,
            int keyAngles,
            int biases,
            int masks,
            int call) {

        static Key of(AttentionCall call, ScoreParameters parameters, int biases, int masks, int patterns) {
            AttentionSpec spec = call.spec();
            long queries = (long) call.batch() * call.queries();
            long keys = (long) call.batch() * call.keys();
            boolean square = spec.returnWeights() || spec.returnScores().isPresent();
            int angles = spec.rope().map(Rope::rotaryWidth).orElse(0);
            int newWidth = Scoring.width(parameters, spec);
            KeyValuePages pages = pages(spec, parameters);
            long count = (long) call.batch() * KeyValuePages.of(call.keys());
            long tiles = (long) call.batch() * Capacity.groups(call.queries(), FusedAttention.TILE);
            return new Key(
                    parameters,
                    spec.valueWidth() % Lanes.COUNT == 0,
                    spec.rope(),
                    spec.returnWeights(),
                    spec.returnScores(),
                    Capacity.of(queries * spec.heads() * spec.headWidth()),
                    Capacity.of(keys * spec.keyValueHeads() * spec.headWidth()),
                    Capacity.of(keys * spec.keyValueHeads() * spec.valueWidth()),
                    Capacity.of(queries * spec.heads() * spec.valueWidth()),
                    parameters.query().isPresent() ? Capacity.of(queries * spec.heads() * newWidth) : 1,
                    parameters.key().isPresent() ? Capacity.of(keys * spec.heads() * newWidth) : 1,
                    square ? Capacity.of(call.weightsShape().size()) : 1,
                    spec.returnWeights() ? Capacity.of(2 * queries * spec.heads()) : 1,
                    Capacity.of(PanelAttention.scratch(call.batch(), spec.heads(), queries)),
                    Capacity.of(count * pages.keys()),
                    Capacity.of(count * pages.values()),
                    angles == 0 ? 1 : Capacity.of(queries * angles),
                    angles == 0 ? 1 : Capacity.of(keys * angles),
                    biases == 0 ? 1 : Capacity.of(biases),
                    masks == 0 ? 1 : Capacity.of(masks),
                    Capacity.of(CallHeader.SIZE
                            + EntryParts.size(call.batch(), queries, tiles, count)
                            + patterns
                            + (angles == 0 ? 0 : queries + keys)));
        }
    }

    /** How keys and values are laid out. */
    static KeyValuePages pages(AttentionSpec spec, ScoreParameters parameters) {
        return new KeyValuePages(
                1,
                Scoring.keyHeads(parameters, spec),
                Scoring.width(parameters, spec),
                spec.keyValueHeads(),
                spec.valueWidth());
    }

    final FloatArray query;
    final FloatArray key;
    final FloatArray value;
    final FloatArray queryAngles;
    final FloatArray keyAngles;
    final FloatArray biases;
    final FloatArray masks;
    final FloatArray scalars = new FloatArray(ScorePipeline.SCALARS);
    final IntArray call;
    final Scoring scoring;
    final PageTask paging;
    final AttentionTask task;
    private final FloatArray output;
    private final FloatArray weights;
    private final FloatArray scores;
    private final DevicePlan plan;

    AttentionPlan(Key sizes, KernelChoice choice) {
        query = new FloatArray(sizes.query);
        key = new FloatArray(sizes.key);
        value = new FloatArray(sizes.value);
        output = new FloatArray(sizes.output);
        queryAngles = new FloatArray(sizes.queryAngles);
        keyAngles = new FloatArray(sizes.keyAngles);
        biases = new FloatArray(sizes.biases);
        masks = new FloatArray(sizes.masks);
        call = new IntArray(sizes.call);
        weights = new FloatArray(sizes.square);
        scores = new FloatArray(sizes.square);
        FloatArray statistics = new FloatArray(sizes.statistics);
        FloatArray keys = new FloatArray(sizes.keyPages);
        FloatArray values = new FloatArray(sizes.valuePages);
        FloatArray newQuery = new FloatArray(sizes.newQuery);
        FloatArray newKey = new FloatArray(sizes.newKey);
        boolean panels = AttentionTask.panels(choice, sizes.parameters.vector().isPresent());
        FloatArray scratch = new FloatArray(panels ? sizes.scratch : 1);
        IntArray layer = LayerData.only();
        FloatArray vector = sizes.parameters.vector().orElse(scalars);

        DeviceGraph graph = new DeviceGraph("attention");
        List<TornadoNativeArray> once = new ArrayList<>(sizes.parameters.arrays());
        once.add(layer);
        graph.sendOnce(once);
        List<TornadoNativeArray> sent = new ArrayList<>(List.of(query, key, value, biases, masks, scalars, call));
        if (sizes.rope.isPresent()) {
            sent.addAll(List.of(queryAngles, keyAngles));
        }
        graph.send(sent);
        scoring = graph.adding(() -> new Scoring(
                graph,
                sizes.parameters,
                sizes.rope,
                query,
                key,
                newQuery,
                newKey,
                queryAngles,
                keyAngles,
                call,
                layer));
        paging = graph.adding(() -> new PageTask(graph, scoring.key(), value, keys, values, call, layer));
        task = graph.adding(() -> new AttentionTask(
                graph,
                choice,
                new AttentionTask.Arrays(
                        scoring.query(),
                        keys,
                        values,
                        output,
                        statistics,
                        biases,
                        masks,
                        vector,
                        scalars,
                        scratch,
                        call,
                        layer,
                        sizes.parameters.vector().isPresent(),
                        sizes.wide)));
        List.of(output, statistics, keys, values).forEach(graph::own);
        if (panels) {
            graph.own(scratch);
        }
        sizes.parameters.query().ifPresent(each -> graph.own(newQuery));
        sizes.parameters.key().ifPresent(each -> graph.own(newKey));
        if (sizes.weights) {
            graph.add(() -> task.keepWeights(weights));
            graph.own(weights);
        }
        sizes.scores.ifPresent(stage -> {
            graph.add(() -> task.keepScores(stage, scores));
            graph.own(scores);
        });
        plan = graph.plan();
    }

    /** What a run returns. */
    record Outputs(Tensor output, Optional<Tensor> weights, Optional<Tensor> scores) {}

    /** Runs it on what its arrays hold. */
    Outputs run(AttentionCall checked) {
        DevicePlan.Results results = plan.run();
        AttentionSpec spec = checked.spec();
        results.bring(output, Math.toIntExact(checked.outputShape().size()));
        int square = Math.toIntExact(
                spec.returnWeights() || spec.returnScores().isPresent()
                        ? checked.weightsShape().size()
                        : 0);
        if (spec.returnWeights()) {
            results.bring(weights, square);
        }
        spec.returnScores().ifPresent(stage -> results.bring(scores, square));
        return new Outputs(
                HostArrays.tensor(output, checked.outputShape()),
                Stream.of(weights)
                        .filter(each -> spec.returnWeights())
                        .map(each -> HostArrays.tensor(each, checked.weightsShape()))
                        .findFirst(),
                spec.returnScores().map(stage -> HostArrays.tensor(scores, checked.weightsShape())));
    }

    /** Whether something of it failed, so that another one is needed. */
    boolean failed() {
        return plan.failed();
    }

    @Override
    public void close() {
        plan.close();
    }
}
