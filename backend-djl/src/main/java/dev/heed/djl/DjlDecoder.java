package dev.heed.djl;

import dev.heed.Execution;
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
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** A Transformer decoder as calls of the script's method {@code decode}: one for each time that a session is fed. */
final class DjlDecoder implements Decoder {
    private final DecoderSpec spec;
    private final Torch torch;
    private final Execution execution;
    private final DecoderWeights weights;
    private final DistanceTable distances;
    private final KeyValueCache cache;
    private final Lifetime lifetime;
    private final ReentrantLock lock = new ReentrantLock();

    DjlDecoder(DecoderSpec spec, Map<String, Tensor> given, Torch torch, Lifetime backend, Execution execution) {
        this.spec = spec;
        this.torch = torch;
        this.execution = execution;
        this.weights = DecoderWeights.load(spec, given, torch);
        this.distances = new DistanceTable(
                DistanceBias.of(spec.body(), given), spec.body().heads());
        this.cache = new KeyValueCache(spec, torch);
        this.lifetime = backend.child("decoder of backend 'djl'", weights::close);
    }

    @Override
    public DecoderSpec spec() {
        return spec;
    }

    Torch torch() {
        return torch;
    }

    Execution execution() {
        return execution;
    }

    DecoderWeights weights() {
        return weights;
    }

    DistanceTable distances() {
        return distances;
    }

    KeyValueCache cache() {
        return cache;
    }

    @Override
    public DecoderSession open(SessionOptions options) {
        DecoderCall.checkOptions(spec, options);
        return lifetime.use(() -> {
            List<CachedRow> rows = options.memory().isPresent()
                    ? locked(() -> rows(options.memory().get()))
                    : rows(options.rows());
            return session(options.capacity(), rows);
        });
    }

    /** A session that takes over the rows. */
    DjlSession session(int capacity, List<CachedRow> rows) {
        return new DjlSession(this, capacity, rows, lifetime);
    }

    /** Empty rows without a memory. */
    List<CachedRow> rows(int count) {
        List<CachedRow> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(new CachedRow(cache, Optional.empty()));
        }
        return rows;
    }

    /** An empty row for each entry of a memory, which is projected. */
    List<CachedRow> rows(Memory memory) {
        List<CachedRow> rows = new ArrayList<>();
        try {
            for (int row = 0; row < memory.rows(); row++) {
                rows.add(new CachedRow(cache, Optional.of(new MemoryProjection(this, memory).of(row))));
            }
            return rows;
        } catch (RuntimeException | Error failure) {
            rows.forEach(CachedRow::release);
            throw failure;
        }
    }

    /** Held by whoever touches the caches: sessions share blocks. */
    ReentrantLock lock() {
        return lock;
    }

    private <T> T locked(Supplier<T> call) {
        lock.lock();
        try {
            return call.get();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int pageTokens() {
        return KeyValueCache.PAGE;
    }

    @Override
    public long cacheBytes() {
        return lifetime.use(() -> locked(cache::bytes));
    }

    @Override
    public void close() {
        lifetime.close();
    }
}
