package dev.heed.djl;

import ai.djl.pytorch.engine.PtNDArray;
import dev.heed.decoder.DecoderOutput;
import dev.heed.decoder.DecoderSession;
import dev.heed.decoder.Memory;
import dev.heed.spi.DecoderCall;
import dev.heed.spi.Lifetime;
import dev.heed.spi.RowSession;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rows whose caches are native memory. */
final class DjlSession extends RowSession<CachedRow> {
    private final DjlDecoder decoder;

    /** Takes over the rows. */
    DjlSession(DjlDecoder decoder, int capacity, List<CachedRow> rows, Lifetime ofDecoder) {
        super("decoder session of backend 'djl'", decoder.spec(), ofDecoder, decoder.lock(), capacity, rows);
        this.decoder = decoder;
    }

    @Override
    protected DecoderOutput feed(DecoderCall call, List<CachedRow> rows) {
        DecoderLogits logits = new DecoderLogits(call);
        DecoderOutput output;
        List<CachedRow> fed = new ArrayList<>();
        try {
            for (int row = 0; row < call.rows(); row++) {
                if (call.count(row) > 0) {
                    fed.add(rows.get(row));
                    rows.get(row).prepare(call.count(row));
                }
            }
            if (!fed.isEmpty() && !atOnce(call, rows, logits)) {
                oneByOne(call, rows, logits);
            }
            output = new DecoderOutput(logits.tensor(), decoder.execution());
        } catch (RuntimeException | Error failure) {
            fed.forEach(CachedRow::fit);
            throw failure;
        }
        for (int row = 0; row < call.rows(); row++) {
            if (call.count(row) > 0) {
                rows.get(row).advance(call.count(row));
            }
        }
        return output;
    }

    /**
     * All tokens in one call. False if they cannot be told from what NaN and infinity make of them: those of a later
     * token, though masked, would reach the ones before it.
     */
    private boolean atOnce(DecoderCall call, List<CachedRow> rows, DecoderLogits logits) {
        DecoderStep step = new DecoderStep(decoder);
        boolean several = false;
        for (int row = 0; row < call.rows(); row++) {
            int count = call.count(row);
            if (count > 0) {
                step.add(rows.get(row), call.tokens(row), logits.first(row));
                several |= count > 1;
            }
        }
        try (NativeScope scope = decoder.torch().scope()) {
            PtNDArray result = step.run(scope);
            if (several && !finite(result)) {
                return false;
            }
            logits.take(result);
            return true;
        }
    }

    private boolean finite(PtNDArray array) {
        try (NativeScope scope = decoder.torch().scope()) {
            return scope.truth(decoder.torch().call("finite", scope.value(array)));
        }
    }

    /** A token of each row at a time, as if each had been fed alone (rule DEC-1). */
    private void oneByOne(DecoderCall call, List<CachedRow> rows, DecoderLogits logits) {
        int[] stepped = new int[call.rows()];
        try {
            for (int t = 0; t < call.longest(); t++) {
                step(call, rows, t, logits);
                for (int row = 0; row < call.rows(); row++) {
                    if (t < call.count(row)) {
                        rows.get(row).advance(1);
                        stepped[row]++;
                    }
                }
            }
        } finally {
            for (int row = 0; row < call.rows(); row++) {
                if (stepped[row] > 0) {
                    rows.get(row).retreat(stepped[row]);
                }
            }
        }
    }

    private void step(DecoderCall call, List<CachedRow> rows, int t, DecoderLogits logits) {
        DecoderStep step = new DecoderStep(decoder);
        for (int row = 0; row < call.rows(); row++) {
            if (t < call.count(row)) {
                step.add(rows.get(row), new int[] {call.token(row, t)}, t < logits.first(row) ? 1 : 0);
            }
        }
        if (step.isEmpty()) {
            return;
        }
        try (NativeScope scope = decoder.torch().scope()) {
            logits.take(step.run(scope), t);
        }
    }

    @Override
    protected List<CachedRow> newRows(int count) {
        return decoder.rows(count);
    }

    @Override
    protected List<CachedRow> newRows(Memory memory) {
        return decoder.rows(memory);
    }

    @Override
    protected DecoderSession newSession(List<CachedRow> rows) {
        return decoder.session(capacity(), rows);
    }

    @Override
    protected long bytes(List<CachedRow> rows) {
        Map<CacheBlock, Integer> reached = new HashMap<>();
        rows.forEach(row -> row.parts().forEach(part -> reached.merge(part.block(), part.count(), Math::max)));
        return reached.values().stream()
                .mapToLong(tokens -> decoder.cache().bytesOf(KeyValueCache.pages(tokens)))
                .sum();
    }
}
