package dev.heed.conformance.mutants;

import dev.heed.Backend;
import dev.heed.Device;
import dev.heed.attention.Attention;
import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionOutput;
import dev.heed.attention.AttentionSpec;
import dev.heed.conformance.OracleBackend;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.EncoderInputs;
import dev.heed.encoder.EncoderOutput;
import dev.heed.encoder.EncoderSpec;
import dev.heed.encoder.TransformerSpec;
import dev.heed.spi.AttentionCall;
import dev.heed.spi.Support;
import dev.heed.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;

/** The right backend, with places where a subclass can go wrong. As it stands it is right. */
class Mutant implements Backend {
    private final Backend right = new OracleBackend();

    /** Goes wrong in the spec. */
    AttentionSpec change(AttentionSpec spec) {
        return spec;
    }

    /** Goes wrong in the inputs. */
    AttentionInputs change(AttentionSpec spec, AttentionInputs inputs) {
        return inputs;
    }

    /** Goes wrong in the output. */
    AttentionOutput change(AttentionSpec spec, AttentionInputs inputs, AttentionOutput output) {
        return output;
    }

    /** Goes wrong in the learned parameters. */
    Map<String, Tensor> change(Map<String, Tensor> weights) {
        return weights;
    }

    /** Goes wrong in the spec of an encoder. */
    TransformerSpec change(TransformerSpec spec) {
        return spec;
    }

    /** Goes wrong in the inputs of an encoder. */
    EncoderInputs change(TransformerSpec spec, EncoderInputs inputs) {
        return inputs;
    }

    /** Goes wrong in the output of an encoder. */
    EncoderOutput change(TransformerSpec spec, EncoderInputs inputs, EncoderOutput output) {
        return output;
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
        right.attention(spec, weights);
        Attention attention = right.attention(change(spec), change(weights));
        return new Attention() {
            @Override
            public AttentionSpec spec() {
                return spec;
            }

            @Override
            public AttentionOutput apply(AttentionInputs inputs) {
                AttentionCall.check(spec, inputs);
                return change(spec, inputs, attention.apply(change(spec, inputs)));
            }
        };
    }

    @Override
    public Encoder encoder(EncoderSpec spec, Map<String, Tensor> weights) {
        TransformerSpec transformer = (TransformerSpec) spec;
        right.encoder(spec, weights).close();
        TransformerSpec changed = change(transformer);
        Map<String, Tensor> needed = new HashMap<>(change(weights));
        needed.keySet().retainAll(changed.weightShapes().keySet());
        Encoder encoder = right.encoder(changed, needed);
        return new Encoder() {
            @Override
            public EncoderSpec spec() {
                return spec;
            }

            @Override
            public EncoderOutput encode(EncoderInputs inputs) {
                return change(transformer, inputs, encoder.encode(change(transformer, inputs)));
            }

            @Override
            public void close() {
                encoder.close();
            }
        };
    }

    @Override
    public void close() {
        right.close();
    }
}
