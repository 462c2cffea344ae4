package dev.heed.conformance;

import dev.heed.conformance.oracle.Reals;
import dev.heed.decoder.DecoderInputs;
import dev.heed.decoder.DecoderOutput;
import dev.heed.decoder.DecoderSession;
import dev.heed.decoder.Memory;
import dev.heed.spi.DecoderCall;
import dev.heed.spi.Lifetime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** A session of the oracle's decoder: every call computes every row from its first token. */
final class OracleSession implements DecoderSession {
    private final OracleDecoderRun decoder;
    private final int capacity;
    private final Lifetime lifetime;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile List<OracleRow> rows;

    OracleSession(OracleDecoderRun decoder, int capacity, List<OracleRow> rows) {
        this.decoder = decoder;
        this.capacity = capacity;
        this.rows = List.copyOf(rows);
        this.lifetime = decoder.register(this);
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
            DecoderCall call = DecoderCall.check(decoder.spec(), this, inputs);
            Reals logits = Reals.zeros(call.logitsShape());
            List<OracleRow> fed = new ArrayList<>();
            for (int row = 0; row < call.rows(); row++) {
                OracleRow longer = rows.get(row);
                for (int t = 0; t < call.count(row); t++) {
                    longer = longer.plus(call.token(row, t));
                }
                fed.add(longer);
                if (call.count(row) > 0) {
                    double[][] all = decoder.oracle().logits(longer.tokens(), longer.memory());
                    copy(
                            Arrays.copyOfRange(all, longer.length() - call.count(row), longer.length()),
                            call,
                            row,
                            logits);
                }
            }
            rows = List.copyOf(fed);
            return new DecoderOutput(logits.toTensor(), decoder.execution());
        });
    }

    private static void copy(double[][] ofRow, DecoderCall call, int row, Reals logits) {
        int vocabulary = call.spec().vocabulary();
        int first = call.allLogits() ? 0 : ofRow.length - 1;
        int start = row * (call.allLogits() ? call.longest() : 1) * vocabulary;
        for (int t = first; t < ofRow.length; t++) {
            System.arraycopy(ofRow[t], 0, logits.values(), start + (t - first) * vocabulary, vocabulary);
        }
    }

    @Override
    public void truncate(int row, int length) {
        change(now -> {
            DecoderCall.checkRows(now.size(), row);
            DecoderCall.checkTruncation(row, now.get(row).length(), length);
            now.set(row, now.get(row).cut(length));
        });
    }

    @Override
    public void reorder(int... order) {
        change(now -> {
            DecoderCall.checkRows(now.size(), order);
            List<OracleRow> before = List.copyOf(now);
            now.clear();
            for (int row : order) {
                now.add(before.get(row));
            }
        });
    }

    @Override
    public void join(int count) {
        change(now -> {
            DecoderCall.checkJoining(decoder.spec(), count);
            for (int i = 0; i < count; i++) {
                now.add(OracleRow.empty());
            }
        });
    }

    @Override
    public void join(Memory memory) {
        change(now -> {
            DecoderCall.checkMemory(decoder.spec(), memory);
            now.addAll(OracleRow.of(memory));
        });
    }

    @Override
    public DecoderSession fork() {
        return alone(() -> new OracleSession(decoder, capacity, rows));
    }

    @Override
    public long cacheBytes() {
        return lifetime.use(() -> {
            Set<OracleRow.Token> held = new HashSet<>();
            addTokens(held);
            return decoder.bytes(held);
        });
    }

    void addTokens(Set<OracleRow.Token> held) {
        rows.forEach(row -> row.addTokens(held));
    }

    private interface Change {
        void apply(List<OracleRow> rows);
    }

    /** Changes a copy of the rows, which takes their place if nothing was thrown (rule DEC-7). */
    private void change(Change change) {
        alone(() -> {
            List<OracleRow> now = new ArrayList<>(rows);
            change.apply(now);
            rows = List.copyOf(now);
            return rows;
        });
    }

    private <T> T alone(Supplier<T> call) {
        return lifetime.use(() -> {
            if (!busy.compareAndSet(false, true)) {
                throw new IllegalStateException(
                        "This decoder session is in use by another thread; let one thread use it, or fork() it.");
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
        lifetime.close();
    }
}
