package dev.heed.tornado;

import dev.heed.Backend;
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
import java.util.function.Supplier;

/** TornadoVM on one device. */
final class TornadoBackend implements Backend {
    private final Device device;
    private final KernelChoice choice;
    private final AttentionPlans plans;
    private final Lifetime lifetime;

    TornadoBackend(Device device, KernelChoice choice) {
        this.device = device;
        this.choice = choice;
        this.plans = new AttentionPlans(choice);
        this.lifetime = Lifetime.of("backend '" + TornadoBackendProvider.ID + "'", plans::close);
    }

    @Override
    public String id() {
        return TornadoBackendProvider.ID;
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
        return lifetime.use(() -> Features.of(((TransformerSpec) spec).precision()));
    }

    @Override
    public Support supports(DecoderSpec spec) {
        return lifetime.use(() -> Features.of(spec));
    }

    @Override
    public Attention attention(AttentionSpec spec, Map<String, Tensor> weights) {
        requireSupported(supports(spec));
        WeightCheck.check(spec.weightShapes(), weights);
        return lifetime.use(() -> new TornadoAttention(spec, weights, this));
    }

    @Override
    public Encoder encoder(EncoderSpec spec, Map<String, Tensor> weights) {
        requireSupported(supports(spec));
        WeightCheck.check(spec.weightShapes(), weights);
        return lifetime.use(() -> new TornadoEncoder((TransformerSpec) spec, weights, this, lifetime));
    }

    @Override
    public Decoder decoder(DecoderSpec spec, Map<String, Tensor> weights) {
        requireSupported(supports(spec));
        WeightCheck.check(spec.weightShapes(), weights);
        return lifetime.use(() -> new TornadoDecoder(spec, weights, this, lifetime));
    }

    private static void requireSupported(Support support) {
        if (support instanceof Support.Unsupported refusal) {
            throw new UnsupportedFeatureException(TornadoBackendProvider.ID, refusal);
        }
    }

    /** Runs a call; the backend stays open as long. */
    <T> T run(Supplier<T> call) {
        return lifetime.use(call);
    }

    KernelChoice choice() {
        return choice;
    }

    AttentionPlans plans() {
        return plans;
    }

    @Override
    public void close() {
        lifetime.close();
    }
}
