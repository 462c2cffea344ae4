package dev.heed.tornado;

import dev.heed.Execution;
import dev.heed.encoder.EncoderOutput;
import dev.heed.encoder.TransformerSpec;
import dev.heed.spi.EncoderCall;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** One checked call of an encoder: what it needs of a plan, what is written to the plan's arrays, what is read back. */
final class EncoderRun {
    private final EncoderCall call;
    private final TransformerSpec spec;
    private final int scoreWidth;
    private final int scoreKeyHeads;
    private final int rows;
    private final int longest;

    /**
     * For a call.
     *
     * @param scoreWidth the width of what is scored
     * @param scoreKeyHeads the heads of the keys that are scored
     */
    EncoderRun(EncoderCall call, int scoreWidth, int scoreKeyHeads) {
        this.call = call;
        this.spec = call.spec();
        this.scoreWidth = scoreWidth;
        this.scoreKeyHeads = scoreKeyHeads;
        int sum = 0;
        int most = 0;
        for (int b = 0; b < call.batch(); b++) {
            sum += call.length(b);
            most = Math.max(most, call.length(b));
        }
        this.rows = sum;
        this.longest = most;
    }

    /** Whether there is no token at all. */
    boolean empty() {
        return rows == 0;
    }

    EncoderPlan.Extras extras() {
        return new EncoderPlan.Extras(
                call.inputs().hiddenStates(), call.inputs().attentionWeights() && spec.layers() > 0);
    }

    EncoderPlan.Size size() {
        long square = (long) call.batch() * spec.heads() * longest * longest;
        return new EncoderPlan.Size(rows, call.batch(), longest, extras().attentionWeights() ? Capacity.of(square) : 0);
    }

    EncoderOutput compute(EncoderPlan plan, Execution execution) {
        CallData data = new CallData();
        EntryParts.write(data, entries());
        lookups(data);
        plan.prepare(data, size());
        if (spec.embeddings().isEmpty()) {
            features(plan.features);
        }
        DevicePlan.Results results = plan.run();
        Tensor states = states(results, plan.result);
        List<Tensor> hidden = new ArrayList<>();
        for (FloatArray each : plan.hiddenStates) {
            hidden.add(states(results, each));
        }
        List<Tensor> weights = new ArrayList<>();
        for (FloatArray each : plan.attentionWeights) {
            weights.add(weights(results, each));
        }
        return new EncoderOutput(states, hidden, weights, execution);
    }

    /** Zeros: there is no token. */
    EncoderOutput nothing(Execution execution) {
        Tensor states = Tensor.zeros(DType.FLOAT32, call.statesShape());
        List<Tensor> hidden = new ArrayList<>();
        List<Tensor> weights = new ArrayList<>();
        for (int i = 0; call.inputs().hiddenStates() && i <= spec.layers(); i++) {
            hidden.add(Tensor.zeros(DType.FLOAT32, call.statesShape()));
        }
        for (int i = 0; call.inputs().attentionWeights() && i < spec.layers(); i++) {
            weights.add(Tensor.zeros(DType.FLOAT32, call.weightsShape()));
        }
        return new EncoderOutput(states, hidden, weights, execution);
    }

    private List<Entry> entries() {
        KernelMask mask = KernelMask.of(spec.mask());
        List<Entry> entries = new ArrayList<>();
        int row = 0;
        int page = 0;
        for (int b = 0; b < call.batch(); b++) {
            int length = call.length(b);
            entries.add(new Entry(
                    row * spec.heads() * scoreWidth,
                    row * scoreKeyHeads * scoreWidth,
                    row * spec.keyValueHeads() * spec.headWidth(),
                    row * spec.heads() * spec.headWidth(),
                    KeyValuePages.next(page, length),
                    length,
                    length,
                    new Band(mask, length)));
            row += length;
            page += KeyValuePages.of(length);
        }
        return entries;
    }

    private void lookups(CallData data) {
        data.begin(CallHeader.QUERY_SIDE + CallHeader.SIDE_POSITIONS);
        data.begin(CallHeader.KEY_SIDE + CallHeader.SIDE_POSITIONS);
        forEachToken((b, t) -> data.add(t));
        if (call.tokens().length > 0) {
            data.begin(CallHeader.TOKENS);
            forEachToken((b, t) -> data.add(call.tokens()[b * call.length() + t]));
        }
        if (call.segments().length > 0) {
            data.begin(CallHeader.SEGMENTS);
            forEachToken((b, t) -> data.add(call.segments()[b * call.length() + t]));
        }
    }

    private interface OfToken {
        void at(int entry, int position);
    }

    private void forEachToken(OfToken each) {
        for (int b = 0; b < call.batch(); b++) {
            for (int t = 0; t < call.length(b); t++) {
                each.at(b, t);
            }
        }
    }

    private void features(FloatArray into) {
        FloatBuffer given = call.inputs().input().floats();
        int width = spec.width();
        int at = 0;
        for (int b = 0; b < call.batch(); b++) {
            int from = b * call.length() * width;
            int count = call.length(b) * width;
            for (int i = 0; i < count; i++) {
                into.set(at++, given.get(from + i));
            }
        }
    }

    private Tensor states(DevicePlan.Results results, FloatArray array) {
        int width = spec.width();
        results.bring(array, rows * width);
        ByteBuffer bytes = HostArrays.zeros(call.statesShape());
        FloatBuffer floats = bytes.asFloatBuffer();
        int from = 0;
        for (int b = 0; b < call.batch(); b++) {
            int count = call.length(b) * width;
            HostArrays.copy(array, from, floats, b * call.length() * width, count);
            from += count;
        }
        return Tensor.ofBytes(DType.FLOAT32, call.statesShape(), bytes);
    }

    private Tensor weights(DevicePlan.Results results, FloatArray array) {
        results.bring(array, call.batch() * spec.heads() * longest * longest);
        Shape shape = call.weightsShape();
        ByteBuffer bytes = HostArrays.zeros(shape);
        FloatBuffer floats = bytes.asFloatBuffer();
        for (int b = 0; b < call.batch(); b++) {
            for (int h = 0; h < spec.heads(); h++) {
                for (int t = 0; t < call.length(b); t++) {
                    int row = b * spec.heads() + h;
                    HostArrays.copy(
                            array,
                            (row * longest + t) * longest,
                            floats,
                            (row * call.length() + t) * call.length(),
                            call.length(b));
                }
            }
        }
        return Tensor.ofBytes(DType.FLOAT32, shape, bytes);
    }

    /** What a token of a sequence sees of it. Queries and keys are as many, so every alignment is the same. */
    private record Band(KernelMask mask, int length) implements Visibility {
        @Override
        public int from(int query) {
            return Math.max(0, query - mask.left());
        }

        @Override
        public int to(int query) {
            return mask.right() < length - query ? query + mask.right() + 1 : length;
        }

        @Override
        public int position(int query) {
            return query;
        }
    }
}
