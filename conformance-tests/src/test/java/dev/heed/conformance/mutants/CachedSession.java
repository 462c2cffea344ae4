package dev.heed.conformance.mutants;

import dev.heed.decoder.DecoderInputs;
import dev.heed.decoder.DecoderOutput;
import dev.heed.decoder.DecoderSession;
import dev.heed.decoder.Memory;
import dev.heed.spi.DecoderCall;
import dev.heed.spi.Lifetime;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** A session of a decoder with a cache. */
final class CachedSession implements DecoderSession {
    private final CachedDecoder decoder;
    private final Habits habits;
    private final int capacity;
    private final Lifetime lifetime;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile List<CachedRow> rows;

    CachedSession(CachedDecoder decoder, int capacity, List<CachedRow> rows) {
        this.decoder = decoder;
        this.habits = decoder.habits();
        this.capacity = capacity;
        this.rows = rows;
        this.lifetime = decoder.register(this);
    }

    CachedDecoder decoder() {
        return decoder;
    }

    List<CachedRow> held() {
        return rows;
    }

    /** Puts rows in the place of those that are there. */
    void hold(List<CachedRow> others) {
        rows = others;
    }

    @Override
    public int rows() {
        return lifetime.use(() -> rows.size());
    }

    @Override
    public int length(int row) {
        return lifetime.use(() -> {
            DecoderCall.checkRows(rows.size(), row);
            return rows.get(row).length();
        });
    }

    @Override
    public int capacity() {
        return lifetime.use(() -> capacity);
    }

    @Override
    public DecoderOutput feed(DecoderInputs inputs) {
        return alone(() -> {
            try {
                Tensor logits = logits(DecoderCall.check(decoder.spec(), this, inputs));
                habits.fed(inputs);
                return new DecoderOutput(logits, decoder.execution());
            } catch (IllegalArgumentException wrong) {
                habits.failed(this, List.of());
                if (!habits.refusesTooMany()
                        && String.valueOf(wrong.getMessage()).contains("capacity")) {
                    return new DecoderOutput(Tensor.of(Shape.of(0, 0), new float[0]), decoder.execution());
                }
                throw wrong;
            }
        });
    }

    private Tensor logits(DecoderCall call) {
        List<CachedRow> now = new ArrayList<>();
        rows.forEach(row -> now.add(row.alias()));
        habits.underWay(this);
        int vocabulary = decoder.spec().vocabulary();
        int slots = call.allLogits() ? call.longest() : 1;
        float[] logits = new float[call.rows() * slots * vocabulary];
        for (int row = 0; row < call.rows(); row++) {
            for (int t = 0; t < call.count(row); t++) {
                double[] one = decoder.computation().feed(this, now.get(row), call.token(row, t), t);
                boolean last = t == habits.last(call.count(row), call.longest());
                for (int v = 0; v < vocabulary && (last || call.allLogits()); v++) {
                    logits[(row * slots + (call.allLogits() ? t : 0)) * vocabulary + v] = (float) one[v];
                }
            }
        }
        rows = now;
        return Tensor.of(call.logitsShape(), habits.logits(this, logits));
    }

    @Override
    public void truncate(int row, int length) {
        change(now -> {
            DecoderCall.checkRows(now.size(), row);
            DecoderCall.checkTruncation(row, now.get(row).length(), length);
            habits.truncate(now.get(row), length);
        });
    }

    @Override
    public void reorder(int... order) {
        change(now -> {
            try {
                DecoderCall.checkRows(now.size(), order);
            } catch (IllegalArgumentException wrong) {
                habits.failed(this, Arrays.stream(order).boxed().toList());
                throw wrong;
            }
            List<CachedRow> before = List.copyOf(now);
            now.clear();
            List<Integer> staying = Arrays.stream(order).boxed().toList();
            for (int row = 0; row < before.size(); row++) {
                if (!staying.contains(row)) {
                    habits.left(this, before.get(row));
                }
            }
            for (int row : order) {
                now.add(habits.gathered(before.get(row)));
            }
        });
    }

    @Override
    public void join(int count) {
        change(now -> {
            DecoderCall.checkJoining(decoder.spec(), now.size(), count);
            for (int i = 0; i < count; i++) {
                now.add(habits.joined(this, new CachedRow(List.of(), List.of(), 0)));
            }
        });
    }

    @Override
    public void join(Memory memory) {
        change(now -> {
            DecoderCall.checkMemory(decoder.spec(), memory);
            decoder.rows(memory).forEach(row -> now.add(habits.joined(this, row)));
        });
    }

    @Override
    public DecoderSession fork() {
        return alone(() -> new CachedSession(
                decoder, capacity, rows.stream().map(habits::forked).toList()));
    }

    @Override
    public long cacheBytes() {
        return lifetime.use(() -> decoder.bytes(rows));
    }

    private interface Change {
        void apply(List<CachedRow> rows);
    }

    private void change(Change change) {
        alone(() -> {
            List<CachedRow> now = new ArrayList<>(rows);
            change.apply(now);
            rows = now;
            return now;
        });
    }

    private <T> T alone(Supplier<T> call) {
        return lifetime.use(() -> {
            if (!busy.compareAndSet(false, true) && habits.guarded()) {
                throw new IllegalStateException("This decoder session is in use by another thread.");
            }
            try {
                return call.get();
            } finally {
                busy.set(false);
            }
        });
    }

    @Override
    public void close() {
        if (habits.closes()) {
            lifetime.close();
        }
    }
}
