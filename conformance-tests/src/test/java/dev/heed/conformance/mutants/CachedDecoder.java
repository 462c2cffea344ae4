package dev.heed.conformance.mutants;

import dev.heed.Execution;
import dev.heed.conformance.oracle.Reals;
import dev.heed.decoder.Decoder;
import dev.heed.decoder.DecoderSession;
import dev.heed.decoder.DecoderSpec;
import dev.heed.decoder.Memory;
import dev.heed.decoder.SessionOptions;
import dev.heed.spi.DecoderCall;
import dev.heed.spi.Lifetime;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A decoder with a cache in pages, in plain Java: what wrong decoders are made from. Right if its habits are. */
final class CachedDecoder implements Decoder {
    private final DecoderSpec spec;
    private final CachedLayers layers;
    private final Habits habits;
    private final Execution execution;
    private final Lifetime lifetime;
    private final Set<CachedSession> sessions = ConcurrentHashMap.newKeySet();

    CachedDecoder(DecoderSpec spec, Map<String, Tensor> weights, Habits habits, Execution execution, Lifetime backend) {
        this.spec = spec;
        this.layers = new CachedLayers(habits.spec(spec), habits.weights(weights), habits);
        this.habits = habits;
        this.execution = execution;
        this.lifetime = backend.child("decoder of backend 'cached'", () -> {});
    }

    @Override
    public DecoderSpec spec() {
        return spec;
    }

    int layers() {
        return spec.body().layers();
    }

    CachedLayers computation() {
        return layers;
    }

    Habits habits() {
        return habits;
    }

    Execution execution() {
        return execution;
    }

    @Override
    public DecoderSession open(SessionOptions options) {
        DecoderCall.checkOptions(spec, options);
        CachedSession session = new CachedSession(this, options.capacity(), List.of());
        options.memory().ifPresentOrElse(session::join, () -> session.join(options.rows()));
        return session;
    }

    Lifetime register(CachedSession session) {
        Lifetime child = lifetime.child("decoder session of backend 'cached'", () -> {
            sessions.remove(session);
            habits.closed(session);
        });
        sessions.add(session);
        return child;
    }

    /** A row for each entry of a memory. */
    List<CachedRow> rows(Memory memory) {
        Reals states = Reals.of(memory.states());
        List<CachedRow> rows = new ArrayList<>();
        for (int row = 0; row < memory.rows(); row++) {
            double[][] ofRow = new double[states.shape().dim(1)][];
            for (int s = 0; s < ofRow.length; s++) {
                ofRow[s] = states.slice(states.at(row, s, 0), states.shape().dim(2));
            }
            List<double[][]> keys = new ArrayList<>();
            List<double[][]> values = new ArrayList<>();
            for (int layer = 0; layer < layers(); layer++) {
                keys.add(layers.project(layer, "key", ofRow));
                values.add(layers.project(layer, "value", ofRow));
            }
            rows.add(new CachedRow(keys, values, memory.lengths().get(row)));
        }
        return rows;
    }

    @Override
    public int pageTokens() {
        return CachePage.TOKENS;
    }

    @Override
    public long cacheBytes() {
        return lifetime.use(() -> {
            List<CachedRow> rows = new ArrayList<>();
            sessions.forEach(session -> rows.addAll(session.held()));
            return bytes(rows);
        });
    }

    long bytes(List<CachedRow> rows) {
        return habits.pages(this, rows) * CachePage.TOKENS * spec.cachedNumbers() * Float.BYTES;
    }

    @Override
    public void close() {
        lifetime.close();
    }
}
