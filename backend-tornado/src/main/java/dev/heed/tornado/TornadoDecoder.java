package dev.heed.tornado;

import dev.heed.Execution;
import dev.heed.decoder.Decoder;
import dev.heed.decoder.DecoderSession;
import dev.heed.decoder.DecoderSpec;
import dev.heed.decoder.Memory;
import dev.heed.decoder.SessionOptions;
import dev.heed.spi.DecoderCall;
import dev.heed.spi.Lifetime;
import dev.heed.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/** A Transformer decoder on TornadoVM, whose sessions take turns. */
final class TornadoDecoder implements Decoder {
    private final DecoderSpec spec;
    private final TornadoBackend backend;
    private final Execution execution;
    private final DecoderCache cache;
    private final Lifetime lifetime;
    private final ReentrantLock lock = new ReentrantLock();

    /** Copies the weights, which have been checked. */
    TornadoDecoder(DecoderSpec spec, Map<String, Tensor> weights, TornadoBackend backend, Lifetime parent) {
        this.spec = spec;
        this.backend = backend;
        this.execution = new Execution(
                TornadoBackendProvider.ID, backend.device(), spec.body().precision());
        this.cache = new DecoderCache(spec, TransformerWeights.of(spec, weights, backend.choice()), backend.choice());
        this.lifetime = parent.child("decoder of backend '" + TornadoBackendProvider.ID + "'", cache::close);
    }

    @Override
    public DecoderSpec spec() {
        return spec;
    }

    Execution execution() {
        return execution;
    }

    DecoderCache cache() {
        return cache;
    }

    Lock lock() {
        return lock;
    }

    @Override
    public DecoderSession open(SessionOptions options) {
        DecoderCall.checkOptions(spec, options);
        return lifetime.use(() -> {
            lock.lock();
            try {
                List<CachedRow> rows = options.memory().map(this::rows).orElseGet(() -> rows(options.rows()));
                try {
                    return session(options.capacity(), rows);
                } catch (RuntimeException | Error failure) {
                    rows.forEach(CachedRow::release);
                    throw failure;
                }
            } finally {
                lock.unlock();
            }
        });
    }

    /** A session that takes over the rows. */
    TornadoSession session(int capacity, List<CachedRow> rows) {
        return new TornadoSession(this, capacity, rows, lifetime);
    }

    /** Empty rows without a memory. */
    List<CachedRow> rows(int count) {
        return Stream.generate(() -> new CachedRow(cache, Optional.empty()))
                .limit(count)
                .toList();
    }

    /** An empty row for each entry of a memory, which is projected. */
    List<CachedRow> rows(Memory memory) {
        return backend.run(() -> new MemoryProjection(spec, cache).of(memory)).stream()
                .map(each -> new CachedRow(cache, Optional.of(each)))
                .toList();
    }

    /** Feeds rows, whose pages are ready, what a call says. Nothing of it counts until they advance. */
    Tensor feed(DecoderCall call, List<CachedRow> rows) {
        return backend.run(() -> new DecoderFeed(call, cache).run(rows));
    }

    @Override
    public int pageTokens() {
        return KeyValuePages.TOKENS;
    }

    @Override
    public long cacheBytes() {
        return lifetime.use(() -> {
            lock.lock();
            try {
                return cache.bytes();
            } finally {
                lock.unlock();
            }
        });
    }

    @Override
    public void close() {
        lifetime.close();
    }
}
