package dev.heed.djl;

import dev.heed.Backend;
import dev.heed.Device;
import dev.heed.Execution;
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

/** libtorch, opened. */
final class DjlBackend implements Backend {
    private final Device device;
    private final CallSizes sizes;
    private final Torch torch;
    private final Lifetime lifetime;

    /** libtorch must be loaded. */
    DjlBackend(Device device, int threads, CallSizes sizes) {
        this.device = device;
        this.sizes = sizes;
        this.torch = new Torch(threads);
        this.lifetime = Lifetime.of("backend 'djl'", torch::close);
    }

    @Override
    public String id() {
        return DjlBackendProvider.ID;
    }

    @Override
    public Device device() {
        return device;
    }

    @Override
    public Support supports(AttentionSpec spec) {
        return lifetime.use(() -> DjlSupport.of(spec));
    }

    @Override
    public Support supports(EncoderSpec spec) {
        return lifetime.use(() -> DjlSupport.of(spec));
    }

    @Override
    public Attention attention(AttentionSpec spec, Map<String, Tensor> weights) {
        require(supports(spec));
        WeightCheck.check(spec.weightShapes(), weights);
        Execution execution = new Execution(id(), device, spec.precision());
        return lifetime.use(() -> new DjlAttention(spec, weights, sizes, torch, lifetime, execution));
    }

    @Override
    public Encoder encoder(EncoderSpec spec, Map<String, Tensor> weights) {
        require(supports(spec));
        WeightCheck.check(spec.weightShapes(), weights);
        Execution execution = new Execution(id(), device, spec.precision());
        return lifetime.use(() -> new DjlEncoder((TransformerSpec) spec, weights, sizes, torch, lifetime, execution));
    }

    @Override
    public Support supports(DecoderSpec spec) {
        return lifetime.use(() -> DjlSupport.of(spec));
    }

    @Override
    public Decoder decoder(DecoderSpec spec, Map<String, Tensor> weights) {
        require(supports(spec));
        WeightCheck.check(spec.weightShapes(), weights);
        Execution execution = new Execution(id(), device, spec.body().precision());
        return lifetime.use(() -> new DjlDecoder(spec, weights, torch, lifetime, execution));
    }

    private void require(Support support) {
        if (support instanceof Support.Unsupported refusal) {
            throw new UnsupportedFeatureException(id(), refusal);
        }
    }

    @Override
    public void close() {
        lifetime.close();
    }
}
