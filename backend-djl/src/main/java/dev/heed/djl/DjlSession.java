package dev.heed.djl;

import ai.djl.pytorch.engine.PtNDArray;
import dev.heed.decoder.DecoderInputs;
import dev.heed.decoder.DecoderOutput;
import dev.heed.decoder.DecoderSession;
import dev.heed.decoder.Memory;
import dev.heed.spi.DecoderCall;
import dev.heed.spi.Lifetime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** Rows whose caches are native memory. */
final class DjlSession implements DecoderSession {
    private final DjlDecoder decoder;
    private final int capacity;
    private final Lifetime lifetime;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile List<CachedRow> rows;

    /** Takes over the rows. */
    DjlSession(DjlDecoder decoder, int capacity, List<CachedRow> rows, Lifetime ofDecoder) {
        this.decoder = decoder;
        this.capacity = capacity;
        this.rows = List.copyOf(rows);
        this.lifetime = ofDecoder.child("decoder session of backend 'djl'", this::release);
    }

    private void release() {
        decoder.locked(() -> {
            rows.forEach(CachedRow::release);
            return rows;
        });
    }

    @Override
    public int rows() {
        return lifetime.use(() -> rows.size());
    }

    @Override
    public int length(int row) {
        return lifetime.use(() -> decoder.locked(() -> {
            DecoderCall.checkRows(rows.size(), row);
            return rows.get(row).length();
        }));
    }

    @Override
    public int capacity() {
        return lifetime.use(() -> capacity);
    }

    @Override
    public DecoderOutput feed(DecoderInputs inputs) {
        return alone(() -> {
            DecoderCall call = DecoderCall.check(decoder.spec(), this, inputs);
            DecoderLogits logits = new DecoderLogits(call);
            List<CachedRow> fed = new ArrayList<>();
            try {
                for (int row = 0; row < call.rows(); row++) {
                    if (call.count(row) > 0) {
                        fed.add(rows.get(row));
                        rows.get(row).prepare(call.count(row));
                    }
                }
                if (!fed.isEmpty() && !atOnce(call, logits)) {
                    oneByOne(call, logits);
                }
            } catch (RuntimeException | Error failure) {
                fed.forEach(CachedRow::fit);
                throw failure;
            }
            for (int row = 0; row < call.rows(); row++) {
                if (call.count(row) > 0) {
                    rows.get(row).advance(call.count(row));
                }
            }
            return new DecoderOutput(logits.tensor(), decoder.execution());
        });
    }

    /**
     * All tokens in one call. False if they cannot be told from what NaN and infinity make of them: those of a later
     * token, though masked, would reach the ones before it.
     */
    private boolean atOnce(DecoderCall call, DecoderLogits logits) {
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
    private void oneByOne(DecoderCall call, DecoderLogits logits) {
        int[] stepped = new int[call.rows()];
        try {
            for (int t = 0; t < call.longest(); t++) {
                step(call, t, logits);
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
                    rows.get(row).advance(-stepped[row]);
                }
            }
        }
    }

    private void step(DecoderCall call, int t, DecoderLogits logits) {
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
    public void truncate(int row, int length) {
        alone(() -> {
            DecoderCall.checkRows(rows.size(), row);
            DecoderCall.checkTruncation(row, rows.get(row).length(), length);
            rows.get(row).truncate(length);
            return rows;
        });
    }

    @Override
    public void reorder(int... order) {
        alone(() -> {
            DecoderCall.checkRows(rows.size(), order);
            List<CachedRow> before = rows;
            Set<Integer> moved = new HashSet<>();
            List<CachedRow> now = new ArrayList<>();
            for (int row : order) {
                now.add(moved.add(row) ? before.get(row) : before.get(row).copy());
            }
            rows = List.copyOf(now);
            for (int row = 0; row < before.size(); row++) {
                if (!moved.contains(row)) {
                    before.get(row).release();
                }
            }
            return rows;
        });
    }

    @Override
    public void join(int count) {
        alone(() -> {
            DecoderCall.checkJoining(decoder.spec(), count);
            return join(decoder.rows(count));
        });
    }

    @Override
    public void join(Memory memory) {
        alone(() -> {
            DecoderCall.checkMemory(decoder.spec(), memory);
            return join(decoder.rows(memory));
        });
    }

    private List<CachedRow> join(List<CachedRow> more) {
        List<CachedRow> all = new ArrayList<>(rows);
        all.addAll(more);
        rows = List.copyOf(all);
        return rows;
    }

    @Override
    public DecoderSession fork() {
        return alone(() ->
                decoder.session(capacity, rows.stream().map(CachedRow::copy).toList()));
    }

    @Override
    public long cacheBytes() {
        return lifetime.use(() -> decoder.locked(() -> {
            Map<CacheBlock, Integer> reached = new HashMap<>();
            rows.forEach(row -> row.parts().forEach(part -> reached.merge(part.block(), part.count(), Math::max)));
            return reached.values().stream()
                    .mapToLong(tokens -> decoder.cache().bytesOf(KeyValueCache.pages(tokens)))
                    .sum();
        }));
    }

    /** Runs a call of the only thread that may use the session, with the caches locked. */
    private <T> T alone(Supplier<T> call) {
        return lifetime.use(() -> {
            if (!busy.compareAndSet(false, true)) {
                throw new IllegalStateException(
                        "This decoder session is in use by another thread; let one thread use it, or fork() it.");
            }
            try {
                return decoder.locked(call);
            } finally {
                busy.set(false);
            }
        });
    }

    @Override
    public void close() {
        lifetime.close();
    }
}
