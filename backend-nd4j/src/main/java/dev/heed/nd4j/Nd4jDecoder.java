package dev.heed.nd4j;

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

/** A Transformer decoder whose sessions take turns. */
final class Nd4jDecoder implements Decoder {
    private final DecoderSpec spec;
    private final Nd4jBackend backend;
    private final Execution execution;
    private final DecoderWeights weights;
    private final KeyValueCache cache;
    private final NativeBuffers<DecoderPass.Use> buffers = new NativeBuffers<>(DecoderPass.Use.class);
    private final Lifetime lifetime;
    private final ReentrantLock lock = new ReentrantLock();

    /** Copies the weights, which have been checked, to native memory. */
    Nd4jDecoder(DecoderSpec spec, Map<String, Tensor> given, Nd4jBackend backend, Lifetime parent) {
        this.spec = spec;
        this.backend = backend;
        this.execution = new Execution(
                Nd4jBackendProvider.ID, backend.device(), spec.body().precision());
        this.weights = new DecoderWeights(spec, Weights.of(given), backend);
        this.cache = new KeyValueCache(spec.body());
        this.lifetime = parent.child("decoder of backend 'nd4j'", this::free);
    }

    private void free() {
        buffers.close();
        weights.close();
    }

    @Override
    public DecoderSpec spec() {
        return spec;
    }

    Nd4jBackend backend() {
        return backend;
    }

    Execution execution() {
        return execution;
    }

    DecoderWeights weights() {
        return weights;
    }

    KeyValueCache cache() {
        return cache;
    }

    @Override
    public DecoderSession open(SessionOptions options) {
        DecoderCall.checkOptions(spec, options);
        return lifetime.use(() -> locked(() ->
                session(options.capacity(), options.memory().map(this::rows).orElseGet(() -> rows(options.rows())))));
    }

    /** A session that takes over the rows. */
    Nd4jSession session(int capacity, List<CachedRow> rows) {
        return new Nd4jSession(this, capacity, rows, lifetime);
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
        MemoryProjection projection = new MemoryProjection(spec.body(), weights, new ProjectionStage(backend, buffers));
        return backend.run(() -> projection.of(memory)).stream()
                .map(each -> new CachedRow(cache, Optional.of(each)))
                .toList();
    }

    /** Feeds rows, whose caches have room, what a call says. Nothing of it counts until they advance. */
    LogitRows feed(DecoderCall call, List<CachedRow> rows) {
        LogitRows logits = new LogitRows(call);
        return backend.run(() -> {
            for (DecoderBatch batch : DecoderBatch.of(call, rows)) {
                new DecoderPass(this, batch, buffers).run(logits);
            }
            return logits;
        });
    }

    /** Held by whoever touches the caches: sessions share pages. */
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
