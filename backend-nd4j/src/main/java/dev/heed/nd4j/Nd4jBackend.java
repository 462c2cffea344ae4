package dev.heed.nd4j;

import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.Device;
import dev.heed.UnsupportedFeatureException;
import dev.heed.attention.Attention;
import dev.heed.attention.AttentionSpec;
import dev.heed.decoder.Decoder;
import dev.heed.decoder.DecoderSpec;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.EncoderSpec;
import dev.heed.encoder.TransformerSpec;
import dev.heed.spi.Lifetime;
import dev.heed.spi.Support;
import dev.heed.spi.WeightCheck;
import dev.heed.tensor.Tensor;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** ND4J on the CPU. */
final class Nd4jBackend implements Backend {
    /**
     * How many calls compute at once; more wait. OpenBLAS has buffers for a limited number of threads and ends the
     * process when they run out.
     */
    private static final int MOST_CALLS = 16;

    private final int threads;
    private final Device device;
    private final Crew crew;
    private final Pool<Scratch> scratches;
    private final Semaphore calls = new Semaphore(MOST_CALLS);
    private final Lifetime lifetime;

    Nd4jBackend(BackendOptions options) {
        threads = Math.min(options.effectiveThreads(), Nd4jLibrary.MOST_THREADS);
        device = Nd4jLibrary.device(threads);
        crew = new Crew(threads);
        scratches = new Pool<>(threads + MOST_CALLS, Scratch::new, Scratch::close);
        BlasThreads.acquire();
        lifetime = Lifetime.of("backend '" + Nd4jBackendProvider.ID + "'", this::free);
    }

    private void free() {
        crew.close();
        scratches.clear();
        BlasThreads.release();
    }

    @Override
    public String id() {
        return Nd4jBackendProvider.ID;
    }

    @Override
    public Device device() {
        return lifetime.use(() -> device);
    }

    @Override
    public Support supports(AttentionSpec spec) {
        return lifetime.use(() -> Features.of(spec.precision()));
    }

    @Override
    public Support supports(EncoderSpec spec) {
        return lifetime.use(() -> Features.of(spec.precision()));
    }

    @Override
    public Attention attention(AttentionSpec spec, Map<String, Tensor> weights) {
        requireSupported(supports(spec));
        WeightCheck.check(spec.weightShapes(), weights);
        return run(() -> new Nd4jAttention(spec, weights, this));
    }

    @Override
    public Encoder encoder(EncoderSpec spec, Map<String, Tensor> weights) {
        requireSupported(supports(spec));
        WeightCheck.check(spec.weightShapes(), weights);
        return lifetime.use(() -> new Nd4jEncoder(transformer(spec), weights, this, lifetime));
    }

    @Override
    public Support supports(DecoderSpec spec) {
        return lifetime.use(() -> Features.of(spec));
    }

    @Override
    public Decoder decoder(DecoderSpec spec, Map<String, Tensor> weights) {
        requireSupported(supports(spec));
        WeightCheck.check(spec.weightShapes(), weights);
        return lifetime.use(() -> new Nd4jDecoder(spec, weights, this, lifetime));
    }

    private static TransformerSpec transformer(EncoderSpec spec) {
        return (TransformerSpec) spec;
    }

    private static void requireSupported(Support support) {
        if (support instanceof Support.Unsupported refusal) {
            throw new UnsupportedFeatureException(Nd4jBackendProvider.ID, refusal);
        }
    }

    /** Runs a call that uses native memory, once there is room for it. */
    <T> T run(Supplier<T> call) {
        return lifetime.use(() -> {
            calls.acquireUninterruptibly();
            try {
                return call.get();
            } finally {
                calls.release();
            }
        });
    }

    int threads() {
        return threads;
    }

    Crew crew() {
        return crew;
    }

    Pool<Scratch> scratches() {
        return scratches;
    }

    @Override
    public void close() {
        lifetime.close();
    }
}
