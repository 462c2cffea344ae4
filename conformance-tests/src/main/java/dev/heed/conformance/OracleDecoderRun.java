package dev.heed.conformance;

import dev.heed.Execution;
import dev.heed.conformance.oracle.OracleDecoder;
import dev.heed.decoder.Decoder;
import dev.heed.decoder.DecoderSession;
import dev.heed.decoder.DecoderSpec;
import dev.heed.decoder.SessionOptions;
import dev.heed.spi.DecoderCall;
import dev.heed.spi.Lifetime;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The oracle's decoder. Its sessions remember tokens, not keys and values, and compute everything anew. */
final class OracleDecoderRun implements Decoder {
    private final OracleDecoder oracle;
    private final DecoderSpec spec;
    private final Lifetime lifetime;
    private final Execution execution;
    private final Set<OracleSession> sessions = ConcurrentHashMap.newKeySet();

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

    @Override
    public DecoderSession open(SessionOptions options) {
        DecoderCall.checkOptions(spec, options);
        OracleSession session = new OracleSession(this, options.capacity(), List.of());
        options.memory().ifPresentOrElse(session::join, () -> session.join(options.rows()));
        return session;
    }

    /** Counts a session among the open ones until the lifetime that is returned ends. */
    Lifetime register(OracleSession session) {
        Lifetime child = lifetime.child("decoder session of backend 'oracle'", () -> sessions.remove(session));
        sessions.add(session);
        return child;
    }

    @Override
    public int pageTokens() {
        return 1;
    }

    /** What a cache of these tokens would take. */
    @Override
    public long cacheBytes() {
        return lifetime.use(() -> {
            Set<OracleRow.Token> held = new HashSet<>();
            sessions.forEach(session -> session.addTokens(held));
            return bytes(held);
        });
    }

    long bytes(Set<OracleRow.Token> held) {
        return held.size() * spec.cachedNumbers() * Float.BYTES;
    }

    @Override
    public void close() {
        lifetime.close();
    }
}
