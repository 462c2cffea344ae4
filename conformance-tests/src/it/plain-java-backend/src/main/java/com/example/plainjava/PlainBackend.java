package com.example.plainjava;

import dev.heed.Backend;
import dev.heed.Device;
import dev.heed.Execution;
import dev.heed.Precision;
import dev.heed.attention.Attention;
import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionOutput;
import dev.heed.attention.AttentionSpec;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.EncoderInputs;
import dev.heed.encoder.EncoderOutput;
import dev.heed.encoder.EncoderSpec;
import dev.heed.encoder.TransformerSpec;
import dev.heed.spi.AttentionCall;
import dev.heed.spi.EncoderCall;
import dev.heed.spi.Lifetime;
import dev.heed.spi.Support;
import dev.heed.spi.WeightCheck;
import dev.heed.tensor.Tensor;
import java.util.Map;

/**
 * The backend: it turns specs and weights into what runs them.
 *
 * <p>Each entrance does the same three things in the same order: refuse (rule SPI-3), check what came (rules TEN-3 and
 * ENC-5), and only then compute, while the lifetime is held open (rule SPI-8).
 */
final class PlainBackend implements Backend {
    static final String ID = "plain-java";
    static final Device DEVICE = new Device("cpu", "plain Java, one thread a call");

    private static final Execution EXECUTION = new Execution(ID, DEVICE, Precision.FLOAT32);

    /** There is no native memory to free; what remains is that nothing runs once the backend is closed. */
    private final Lifetime lifetime = Lifetime.of("backend '" + ID + "'", () -> {});

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Device device() {
        return DEVICE;
    }

    @Override
    public Support supports(AttentionSpec spec) {
        return Refusals.of(spec);
    }

    @Override
    public Support supports(EncoderSpec spec) {
        return Refusals.of(spec);
    }

    @Override
    public Attention attention(AttentionSpec spec, Map<String, Tensor> weights) {
        Refusals.throwIfRefused(supports(spec));
        WeightCheck.check(spec.weightShapes(), weights);
        return lifetime.use(() -> new PlainAttention(spec, new AttentionKernel(spec, Parameters.of(weights))));
    }

    private final class PlainAttention implements Attention {
        private final AttentionSpec spec;
        private final AttentionKernel kernel;

        private PlainAttention(AttentionSpec spec, AttentionKernel kernel) {
            this.spec = spec;
            this.kernel = kernel;
        }

        @Override
        public AttentionSpec spec() {
            return spec;
        }

        @Override
        public AttentionOutput apply(AttentionInputs inputs) {
            // A call brings a mask of its own, which the spec could not be refused for.
            Refusals.throwIfRefused(
                    Refusals.of(spec.toBuilder().mask(inputs.mask()).build()));
            AttentionCall call = AttentionCall.check(spec, inputs);
            return lifetime.use(() -> kernel.apply(call).toOutput(EXECUTION));
        }
    }

    @Override
    public Encoder encoder(EncoderSpec spec, Map<String, Tensor> weights) {
        Refusals.throwIfRefused(supports(spec));
        WeightCheck.check(spec.weightShapes(), weights);
        TransformerSpec transformer = (TransformerSpec) spec;
        Lifetime open = lifetime.child("encoder of backend '" + ID + "'", () -> {});
        return new PlainEncoder(transformer, new EncoderKernel(transformer, Parameters.of(weights)), open);
    }

    private static final class PlainEncoder implements Encoder {
        private final TransformerSpec spec;
        private final EncoderKernel kernel;
        private final Lifetime open;

        private PlainEncoder(TransformerSpec spec, EncoderKernel kernel, Lifetime open) {
            this.spec = spec;
            this.kernel = kernel;
            this.open = open;
        }

        @Override
        public TransformerSpec spec() {
            return spec;
        }

        @Override
        public EncoderOutput encode(EncoderInputs inputs) {
            EncoderCall call = EncoderCall.check(spec, inputs);
            return open.use(() -> kernel.encode(call, EXECUTION));
        }

        @Override
        public void close() {
            open.close();
        }
    }

    @Override
    public void close() {
        lifetime.close();
    }
}
