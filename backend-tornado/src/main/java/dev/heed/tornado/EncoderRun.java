package dev.heed.tornado;

import dev.heed.Execution;
import dev.heed.attention.Score;
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
    private final int rows;
    private final int longest;
    private final KernelMask mask;
    private final PatternTable patterns;

    EncoderRun(EncoderCall call, KernelChoice choice) {
        this.call = call;
        this.spec = call.spec();
        int sum = 0;
        int most = 0;
        for (int b = 0; b < call.batch(); b++) {
            sum += call.length(b);
            most = Math.max(most, call.length(b));
        }
        this.rows = sum;
        this.longest = most;
        this.mask = KernelMask.of(spec.mask());
        int step = AttentionTask.step(choice, spec.score() instanceof Score.Additive);
        this.patterns = new PatternTable(mask.patterns(), spec.heads(), step);
        for (int b = 0; b < call.batch(); b++) {
            patterns.add(call.length(b), call.length(b), new Band(mask, call.length(b)));
        }
    }

    /** Whether there is no token at all. */
    boolean empty() {
        return rows == 0;
    }

    /** Whether attention weights are asked for. */
    boolean withWeights() {
        return call.inputs().attentionWeights() && spec.layers() > 0;
    }

    EncoderPlan.Size size() {
        long square = withWeights() ? (long) call.batch() * spec.heads() * longest * longest : 0;
        return new EncoderPlan.Size(rows, call.batch(), longest, ints(), Capacity.orNone(square));
    }

    /** The ints of the call as {@link #compute} writes them. */
    private int ints() {
        long pages = 0;
        long tiles = 0;
        for (int b = 0; b < call.batch(); b++) {
            pages += KeyValuePages.of(call.length(b));
            tiles += Capacity.groups(call.length(b), FusedAttention.TILE);
        }
        // Besides the entries: a position, a place in the pages, and ids, of each row.
        long lists = 2L + (call.tokens().length > 0 ? 1 : 0) + (call.segments().length > 0 ? 1 : 0);
        return Math.toIntExact(
                CallHeader.SIZE + EntryParts.size(call.batch(), rows, tiles, pages) + lists * rows + patterns.size());
    }

    EncoderOutput compute(EncoderPlan plan, Execution execution) {
        CallData data = new CallData();
        plan.heads().ifPresent(heads -> EntryParts.write(data, entries(heads)));
        patterns.write(data);
        lookups(data);
        if (spec.embeddings().isEmpty()) {
            features(plan.features(size()));
        }
        plan.begin(data, size());
        int count = rows * spec.width();
        List<Tensor> hidden = new ArrayList<>();
        List<Tensor> weights = new ArrayList<>();
        boolean keep = call.inputs().hiddenStates();
        if (keep) {
            hidden.add(states(plan.states(count)));
        }
        for (int layer = 0; layer < spec.layers(); layer++) {
            plan.layer(layer);
            if (keep) {
                hidden.add(states(plan.states(count)));
            }
            if (withWeights()) {
                weights.add(weights(plan.attentionWeights(call.batch() * spec.heads() * longest * longest)));
            }
        }
        return new EncoderOutput(states(plan.finish(count)), hidden, weights, execution);
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

    private List<Entry> entries(Heads heads) {
        List<Entry> entries = new ArrayList<>();
        int row = 0;
        int page = 0;
        for (int b = 0; b < call.batch(); b++) {
            int length = call.length(b);
            entries.add(new Entry(
                    row * heads.queryRow(),
                    row * heads.keyRow(),
                    row * heads.valueRow(),
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
        slots(data);
        if (call.tokens().length > 0) {
            data.begin(CallHeader.TOKENS);
            forEachToken((b, t) -> data.add(call.tokens()[b * call.length() + t]));
        }
        if (call.segments().length > 0) {
            data.begin(CallHeader.SEGMENTS);
            forEachToken((b, t) -> data.add(call.segments()[b * call.length() + t]));
        }
    }

    /** Where each token's keys and values go: the pages of a sequence follow those of the one before. */
    private void slots(CallData data) {
        data.begin(CallHeader.SLOTS);
        int page = 0;
        for (int b = 0; b < call.batch(); b++) {
            for (int t = 0; t < call.length(b); t++) {
                data.add(page * KeyValuePages.TOKENS + t);
            }
            page += KeyValuePages.of(call.length(b));
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

    private Tensor states(FloatArray array) {
        int width = spec.width();
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

    private Tensor weights(FloatArray array) {
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
