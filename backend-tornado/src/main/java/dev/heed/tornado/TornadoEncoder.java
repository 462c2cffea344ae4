package dev.heed.tornado;

import dev.heed.Execution;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.EncoderInputs;
import dev.heed.encoder.EncoderOutput;
import dev.heed.encoder.EncoderSpec;
import dev.heed.encoder.TransformerSpec;
import dev.heed.spi.EncoderCall;
import dev.heed.spi.Lifetime;
import dev.heed.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A Transformer encoder on TornadoVM. It has one plan for what most calls want, and another once attention weights were
 * asked for; a plan grows with the largest call. Calls wait for one another.
 */
final class TornadoEncoder implements Encoder {
    private final TransformerSpec spec;
    private final TornadoBackend backend;
    private final TransformerWeights weights;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Boolean, EncoderPlan> plansByWeights = new HashMap<>();
    private final Lifetime lifetime;

    /** Copies the weights, which have been checked. */
    TornadoEncoder(TransformerSpec spec, Map<String, Tensor> weights, TornadoBackend backend, Lifetime parent) {
        this.spec = spec;
        this.backend = backend;
        this.weights = TransformerWeights.of(spec, weights, backend.choice());
        this.lifetime = parent.child("encoder of backend '" + TornadoBackendProvider.ID + "'", this::free);
    }

    private void free() {
        plansByWeights.values().forEach(EncoderPlan::close);
    }

    @Override
    public EncoderSpec spec() {
        return spec;
    }

    @Override
    public EncoderOutput encode(EncoderInputs inputs) {
        return lifetime.use(() -> backend.run(() -> compute(EncoderCall.check(spec, inputs))));
    }

    private EncoderOutput compute(EncoderCall call) {
        EncoderRun run = new EncoderRun(call, backend.choice());
        Execution execution = new Execution(TornadoBackendProvider.ID, backend.device(), spec.precision());
        if (run.empty()) {
            return run.nothing(execution);
        }
        lock.lock();
        try {
            return run.compute(planFor(run), execution);
        } finally {
            lock.unlock();
        }
    }

    private EncoderPlan planFor(EncoderRun run) {
        @Nullable EncoderPlan known = plansByWeights.get(run.withWeights());
        EncoderPlan.Size needed = run.size();
        if (known != null && !known.failed() && known.size.holds(needed)) {
            return known;
        }
        if (known != null && known.failed()) {
            plansByWeights.remove(run.withWeights());
            known.close();
            known = null;
        }
        EncoderPlan.Size size = needed.with(known == null ? needed : known.size);
        EncoderPlan plan = new EncoderPlan(spec, weights, size, backend.choice(), known == null ? 0 : known.bytes());
        plansByWeights.put(run.withWeights(), plan);
        if (known != null) {
            known.close();
        }
        return plan;
    }

    @Override
    public void close() {
        lifetime.close();
    }
}
