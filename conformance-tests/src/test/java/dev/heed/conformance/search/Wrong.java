package dev.heed.conformance.search;

import dev.heed.Backend;
import dev.heed.Device;
import dev.heed.attention.Attention;
import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionOutput;
import dev.heed.attention.AttentionSpec;
import dev.heed.conformance.OracleBackend;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.EncoderSpec;
import dev.heed.encoder.TransformerSpec;
import dev.heed.spi.Support;
import dev.heed.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The right backend but for what it makes of a spec. */
public record Wrong(OracleBackend right, UnaryOperator<AttentionSpec> attention, UnaryOperator<TransformerSpec> encoder)
        implements Backend {
    static Wrong inAttention(UnaryOperator<AttentionSpec> flaw) {
        return new Wrong(new OracleBackend(), flaw, spec -> spec);
    }

    /** One that forgets the soft cap: so high a cap is none. */
    public static Wrong withoutSoftCap() {
        return inAttention(spec ->
                spec.softCap().isPresent() ? spec.toBuilder().softCap(1e6).build() : spec);
    }

    static Wrong inEncoders(UnaryOperator<TransformerSpec> flaw) {
        return new Wrong(new OracleBackend(), spec -> spec, flaw);
    }

    @Override
    public String id() {
        return right.id();
    }

    @Override
    public Device device() {
        return right.device();
    }

    @Override
    public Support supports(AttentionSpec spec) {
        return right.supports(spec);
    }

    @Override
    public Support supports(EncoderSpec spec) {
        return right.supports(spec);
    }

    @Override
    public Attention attention(AttentionSpec spec, Map<String, Tensor> weights) {
        Attention wrong = right.attention(attention.apply(spec), weights);
        return new Attention() {
            @Override
            public AttentionSpec spec() {
                return spec;
            }

            @Override
            public AttentionOutput apply(AttentionInputs inputs) {
                return wrong.apply(inputs);
            }
        };
    }

    @Override
    public Encoder encoder(EncoderSpec spec, Map<String, Tensor> weights) {
        TransformerSpec wrong = encoder.apply((TransformerSpec) spec);
        Map<String, Tensor> known = new HashMap<>(weights);
        known.keySet().retainAll(wrong.weightShapes().keySet());
        return right.encoder(wrong, known);
    }

    @Override
    public void close() {
        right.close();
    }
}
