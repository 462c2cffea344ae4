package dev.heed.conformance;

import dev.heed.Execution;
import dev.heed.conformance.oracle.OracleDecoder;
import dev.heed.decoder.Decoder;
import dev.heed.decoder.DecoderSession;
import dev.heed.decoder.DecoderSpec;
import dev.heed.decoder.Memory;
import dev.heed.decoder.SessionOptions;
import dev.heed.spi.DecoderCall;
import dev.heed.spi.Lifetime;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** The oracle's decoder. Its sessions remember tokens, not keys and values, and compute everything anew. */
final class OracleDecoderRun implements Decoder {
    private final OracleDecoder oracle;
    private final DecoderSpec spec;
    private final Lifetime lifetime;
    private final Execution execution;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<OracleSessionRow> held = new HashSet<>();

    OracleDecoderRun(OracleDecoder oracle, DecoderSpec spec, Lifetime backend, Execution execution) {
        this.oracle = oracle;
        this.spec = spec;
        this.lifetime = backend.child("decoder of backend 'oracle'", () -> {});
        this.execution = execution;
    }

    @Override
    public DecoderSpec spec() {
        return spec;
    }

    OracleDecoder oracle() {
        return oracle;
    }

    Execution execution() {
        return execution;
    }

    /** Held by whoever touches rows. */
    ReentrantLock lock() {
        return lock;
    }

    @Override
    public DecoderSession open(SessionOptions options) {
        DecoderCall.checkOptions(spec, options);
        return lifetime.use(() -> {
            lock.lock();
            try {
                return session(
                        options.capacity(), options.memory().map(this::rows).orElseGet(() -> rows(options.rows())));
            } finally {
                lock.unlock();
            }
        });
    }

    /** A session that takes over the rows. */
    OracleSession session(int capacity, List<OracleSessionRow> rows) {
        return new OracleSession(this, capacity, rows, lifetime);
    }

    /** Empty rows without a memory. */
    List<OracleSessionRow> rows(int count) {
        return held(Collections.nCopies(count, OracleRow.empty()));
    }

    /** An empty row for each entry of a memory. */
    List<OracleSessionRow> rows(Memory memory) {
        return held(OracleRow.of(memory));
    }

    private List<OracleSessionRow> held(List<OracleRow> rows) {
        return rows.stream().map(row -> new OracleSessionRow(held, row)).toList();
    }

    @Override
    public int pageTokens() {
        return 1;
    }

    @Override
    public long cacheBytes() {
        return lifetime.use(() -> {
            lock.lock();
            try {
                return bytesOf(held);
            } finally {
                lock.unlock();
            }
        });
    }

    /** What a cache of these rows would take, tokens that several share counted once. */
    long bytesOf(Collection<OracleSessionRow> rows) {
        Set<OracleRow.Token> tokens = new HashSet<>();
        rows.forEach(row -> row.now().addTokens(tokens));
        return tokens.size() * spec.cachedNumbers() * Float.BYTES;
    }

    @Override
    public void close() {
        lifetime.close();
    }
}
