package dev.heed.tornado;

import dev.heed.attention.AttentionSpec;
import dev.heed.spi.AttentionCall;
import dev.heed.spi.VisibleKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** One checked call of an attention: which plan it needs, and what is written to the plan's arrays. */
final class AttentionRun {
    private final AttentionCall call;
    private final AttentionSpec spec;
    private final ScoreParameters parameters;
    private final DistanceBias bias;
    private final MaskTensor mask;
    private final PatternTable patterns;

    /** Neither queries nor keys may be none. */
    AttentionRun(AttentionCall call, ScoreParameters parameters, IntFunction<float[]> biasTables, KernelChoice choice) {
        this.call = call;
        this.spec = call.spec();
        this.parameters = parameters;
        this.bias = DistanceBias.of(spec.biases(), biasTables, spec.heads(), call.keys() - 1, call.queries() - 1);
        this.mask = MaskTensor.of(call);
        int step = AttentionTask.step(choice, parameters.vector().isPresent());
        this.patterns = new PatternTable(Patterns.of(call.visible()), spec.heads(), step);
        for (int b = 0; b < call.batch(); b++) {
            patterns.add(call.queries(), call.keys(), visibilityOf(b));
        }
    }

    AttentionPlan.Key key() {
        return AttentionPlan.Key.of(call, parameters, bias.values().length, mask.values().length, patterns.size());
    }

    AttentionPlan.Outputs run(AttentionPlan plan) {
        HostArrays.write(call.inputs().query(), plan.query);
        HostArrays.write(call.inputs().key(), plan.key);
        HostArrays.write(call.inputs().value(), plan.value);
        HostArrays.write(bias.values(), plan.biases);
        HostArrays.write(mask.values(), plan.masks);
        HostArrays.write(ScoreScalars.of(spec), plan.scalars);
        CallData data = new CallData();
        plan.scoring.prepare(data, spec, call.batch(), call.queries(), call.batch(), call.keys());
        strides(data);
        KeyValuePages pages = AttentionPlan.pages(spec, parameters);
        pages.write(data);
        biasAndMask(data);
        EntryParts.write(data, entries());
        patterns.write(data);
        spec.rope().ifPresent(rope -> {
            int queries = call.queries();
            int keys = call.keys();
            HostArrays.write(
                    AngleTable.of(rope, call.batch() * queries, i -> call.queryPosition(i / queries, i % queries)),
                    plan.queryAngles);
            HostArrays.write(
                    AngleTable.of(rope, call.batch() * keys, i -> call.keyPosition(i / keys, i % keys)),
                    plan.keyAngles);
            ownRows(data, CallHeader.QUERY_SIDE, call.batch() * queries);
            ownRows(data, CallHeader.KEY_SIDE, call.batch() * keys);
        });
        HostArrays.write(data, plan.call);
        plan.paging.prepare(pages, call.batch(), call.keys());
        plan.task.prepare(call.batch(), spec.heads(), call.queries(), call.keys(), spec.valueWidth());
        return plan.run(call);
    }

    /** Each row has a row of its own in the table of angles. */
    private static void ownRows(CallData data, int side, int rows) {
        data.begin(side + CallHeader.SIDE_POSITIONS);
        for (int i = 0; i < rows; i++) {
            data.add(i);
        }
    }

    private void strides(CallData data) {
        int width = Scoring.width(parameters, spec);
        data.set(CallHeader.QUERY_HEAD, call.queries() * width);
        data.set(CallHeader.QUERY_ROW, width);
        data.set(CallHeader.KEY_HEAD, call.keys() * width);
        data.set(CallHeader.KEY_ROW, width);
        data.set(CallHeader.VALUE_HEAD, call.keys() * spec.valueWidth());
        data.set(CallHeader.VALUE_ROW, spec.valueWidth());
        data.set(CallHeader.OUTPUT_HEAD, call.queries() * spec.valueWidth());
        data.set(CallHeader.OUTPUT_ROW, spec.valueWidth());
        data.set(CallHeader.SQUARE_QUERIES, call.queries());
        data.set(CallHeader.SQUARE_KEYS, call.keys());
        data.set(CallHeader.STATISTICS, spec.returnWeights() ? 1 : 0);
    }

    private void biasAndMask(CallData data) {
        data.set(CallHeader.BIAS_LENGTH, bias.distances());
        data.set(CallHeader.BIAS_ZERO, bias.zero());
        data.set(CallHeader.MASK, mask.values().length > 0 ? 1 : 0);
        data.set(CallHeader.MASK_BATCH, mask.strides()[0]);
        data.set(CallHeader.MASK_HEAD, mask.strides()[1]);
        data.set(CallHeader.MASK_QUERY, mask.strides()[2]);
        data.set(CallHeader.MASK_KEY, mask.strides()[3]);
    }

    private List<Entry> entries() {
        int width = Scoring.width(parameters, spec);
        int keyHeads = Scoring.keyHeads(parameters, spec);
        List<Entry> entries = new ArrayList<>();
        for (int b = 0; b < call.batch(); b++) {
            entries.add(new Entry(
                    b * spec.heads() * call.queries() * width,
                    b * keyHeads * call.keys() * width,
                    b * spec.keyValueHeads() * call.keys() * spec.valueWidth(),
                    b * spec.heads() * call.queries() * spec.valueWidth(),
                    KeyValuePages.next(b * KeyValuePages.of(call.keys()), call.keys()),
                    call.queries(),
                    call.keys(),
                    visibilityOf(b)));
        }
        return entries;
    }

    private Visibility visibilityOf(int b) {
        VisibleKeys visible = call.visible();
        return new Visibility() {
            @Override
            public int from(int query) {
                return visible.from(b, query);
            }

            @Override
            public int to(int query) {
                return visible.to(b, query);
            }

            @Override
            public int position(int query) {
                return visible.alignedPosition(b, query);
            }
        };
    }
}
