package dev.heed.nd4j;

import dev.heed.decoder.DecoderInputs;
import dev.heed.decoder.DecoderOutput;
import dev.heed.decoder.DecoderSession;
import dev.heed.decoder.Memory;
import dev.heed.spi.DecoderCall;
import dev.heed.spi.Lifetime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** Rows whose caches are pages of native memory. */
final class Nd4jSession implements DecoderSession {
    private final Nd4jDecoder decoder;
    private final int capacity;
    private final Lifetime lifetime;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile List<CachedRow> rows;

    /** Takes over the rows. */
    Nd4jSession(Nd4jDecoder decoder, int capacity, List<CachedRow> rows, Lifetime ofDecoder) {
        this.decoder = decoder;
        this.capacity = capacity;
        this.rows = List.copyOf(rows);
        this.lifetime = ofDecoder.child("decoder session of backend 'nd4j'", this::release);
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
            List<CachedRow> fed = new ArrayList<>();
            try {
                for (int row = 0; row < call.rows(); row++) {
                    if (call.count(row) > 0) {
                        fed.add(rows.get(row));
                        rows.get(row).prepare(call.count(row));
                    }
                }
                LogitRows logits = decoder.feed(call, rows);
                for (int row = 0; row < call.rows(); row++) {
                    rows.get(row).advance(call.count(row));
                }
                return new DecoderOutput(logits.tensor(), decoder.execution());
            } catch (RuntimeException | Error failure) {
                fed.forEach(CachedRow::fit);
                throw failure;
            }
        });
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
            Set<CachePage> pages = new HashSet<>();
            rows.forEach(row -> pages.addAll(row.pages()));
            return decoder.cache().bytesOf(pages.size());
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
