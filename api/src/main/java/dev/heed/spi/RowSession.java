package dev.heed.spi;

import dev.heed.decoder.DecoderInputs;
import dev.heed.decoder.DecoderOutput;
import dev.heed.decoder.DecoderSession;
import dev.heed.decoder.DecoderSpec;
import dev.heed.decoder.Memory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;

/**
 * A session as a list of rows: everything that rules TEN-3, DEC-3, DEC-5, DEC-7, DEC-9 and SPI-8 ask of one but the
 * computing and the memory, which a backend adds. What a backend adds is called by one thread at a time, with the
 * decoder's lock held, so that sessions may share memory.
 *
 * @param <R> the backend's rows
 */
public abstract class RowSession<R extends SessionRow<R>> implements DecoderSession {
    private final DecoderSpec spec;
    private final Lifetime decoder;
    private final Lock lock;
    private final int capacity;
    private final AtomicBoolean busy = new AtomicBoolean();
    private final Lifetime lifetime;
    private volatile List<R> rows;

    /**
     * A session that takes over the rows, unless this throws.
     *
     * @param name what it is called in messages: {@code decoder session of backend 'mine'}
     * @param spec what the decoder computes
     * @param decoder the lifetime of the decoder, which ends the session's
     * @param lock the decoder's, one for all of its sessions
     * @param capacity how many tokens a row can hold
     * @param rows the rows to begin with
     * @throws IllegalStateException if the decoder is closed
     */
    protected RowSession(String name, DecoderSpec spec, Lifetime decoder, Lock lock, int capacity, List<R> rows) {
        this.spec = spec;
        this.decoder = decoder;
        this.lock = lock;
        this.capacity = capacity;
        this.rows = List.copyOf(rows);
        this.lifetime = decoder.child(name, this::release);
    }

    /**
     * Computes a call whose arguments have been checked. Afterwards the rows hold what they were fed; if it throws they
     * hold what they held (rule DEC-7).
     */
    protected abstract DecoderOutput feed(DecoderCall call, List<R> all);

    /** Empty rows without a memory. */
    protected abstract List<R> newRows(int count);

    /** An empty row for each entry of a memory, which has been checked. */
    protected abstract List<R> newRows(Memory memory);

    /** A session of the same decoder and capacity that takes over the rows, unless this throws. */
    protected abstract DecoderSession newSession(List<R> all);

    /** The bytes of the cache that the rows reach, what several share counted once. */
    protected abstract long bytes(List<R> all);

    @Override
    public final int rows() {
        return lifetime.use(() -> rows.size());
    }

    @Override
    public final int length(int row) {
        return lifetime.use(() -> locked(() -> {
            DecoderCall.checkRows(rows.size(), row);
            return rows.get(row).length();
        }));
    }

    @Override
    public final int capacity() {
        return lifetime.use(() -> capacity);
    }

    @Override
    public final DecoderOutput feed(DecoderInputs inputs) {
        return alone(() -> feed(DecoderCall.check(spec, this, inputs), rows));
    }

    @Override
    public final void truncate(int row, int length) {
        alone(() -> {
            DecoderCall.checkRows(rows.size(), row);
            DecoderCall.checkTruncation(row, rows.get(row).length(), length);
            rows.get(row).truncate(length);
            return row;
        });
    }

    @Override
    public final void reorder(int... order) {
        alone(() -> {
            DecoderCall.checkRows(rows.size(), order);
            List<R> before = rows;
            Set<Integer> moved = new HashSet<>();
            List<R> copies = new ArrayList<>();
            List<R> now = new ArrayList<>();
            releasedIfThrown(copies, () -> {
                for (int row : order) {
                    if (moved.add(row)) {
                        now.add(before.get(row));
                    } else {
                        copies.add(before.get(row).copy());
                        now.add(copies.get(copies.size() - 1));
                    }
                }
                return now;
            });
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
    public final void join(int count) {
        alone(() -> {
            DecoderCall.checkJoining(spec, rows.size(), count);
            return joined(newRows(count));
        });
    }

    @Override
    public final void join(Memory memory) {
        alone(() -> {
            DecoderCall.checkMemory(spec, memory);
            return joined(newRows(memory));
        });
    }

    private List<R> joined(List<R> more) {
        return releasedIfThrown(more, () -> {
            List<R> all = new ArrayList<>(rows);
            all.addAll(more);
            rows = List.copyOf(all);
            return rows;
        });
    }

    @Override
    public final DecoderSession fork() {
        // The decoder's lifetime comes before its lock, here as in its own calls: the new session asks for it.
        return decoder.use(() -> alone(() -> {
            List<R> copies = new ArrayList<>();
            return releasedIfThrown(copies, () -> {
                rows.forEach(row -> copies.add(row.copy()));
                return newSession(copies);
            });
        }));
    }

    @Override
    public final long cacheBytes() {
        return lifetime.use(() -> locked(() -> bytes(rows)));
    }

    @Override
    public final void close() {
        lifetime.close();
    }

    private void release() {
        locked(() -> {
            rows.forEach(SessionRow::release);
            return rows;
        });
    }

    /** Runs a call of the only thread that may use the session (rule DEC-3). */
    private <T> T alone(Supplier<T> call) {
        return lifetime.use(() -> {
            if (!busy.compareAndSet(false, true)) {
                throw new IllegalStateException(
                        "This decoder session is in use by another thread; let one thread use it, or fork() it.");
            }
            try {
                return locked(call);
            } finally {
                busy.set(false);
            }
        });
    }

    private <T> T locked(Supplier<T> call) {
        lock.lock();
        try {
            return call.get();
        } finally {
            lock.unlock();
        }
    }

    private static <R extends SessionRow<R>, T> T releasedIfThrown(List<R> rows, Supplier<T> call) {
        try {
            return call.get();
        } catch (RuntimeException | Error failure) {
            rows.forEach(SessionRow::release);
            throw failure;
        }
    }
}
