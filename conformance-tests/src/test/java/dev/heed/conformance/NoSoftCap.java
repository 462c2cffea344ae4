package dev.heed.conformance;

import dev.heed.Backend;
import dev.heed.Device;
import dev.heed.attention.Attention;
import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionOutput;
import dev.heed.attention.AttentionSpec;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.EncoderSpec;
import dev.heed.spi.Support;
import dev.heed.tensor.Tensor;
import java.util.Map;
import java.util.OptionalDouble;

/** The oracle, but that it forgets the soft cap. */
final class NoSoftCap implements Backend {
    private final Backend oracle = new OracleBackend();

    @Override
    public String id() {
        return oracle.id();
    }

    @Override
    public Device device() {
        return oracle.device();
    }

    @Override
    public Support supports(AttentionSpec spec) {
        return oracle.supports(spec);
    }

    @Override
    public Support supports(EncoderSpec spec) {
        return oracle.supports(spec);
    }

    @Override
    public Attention attention(AttentionSpec spec, Map<String, Tensor> weights) {
        Attention forgetful = oracle.attention(withoutCap(spec), weights);
        return new Attention() {
            @Override
            public AttentionSpec spec() {
                return spec;
            }

            @Override
            public AttentionOutput apply(AttentionInputs inputs) {
                return forgetful.apply(inputs);
            }
        };
    }

    private static AttentionSpec withoutCap(AttentionSpec s) {
        return new AttentionSpec(
                s.heads(),
                s.keyValueHeads(),
                s.headWidth(),
                s.valueWidth(),
                s.score(),
                s.scale(),
                OptionalDouble.empty(),
                s.biases(),
                s.mask(),
                s.rope(),
                s.returnWeights(),
                s.returnScores(),
                s.precision());
    }

    @Override
    public Encoder encoder(EncoderSpec spec, Map<String, Tensor> weights) {
        return oracle.encoder(spec, weights);
    }

    @Override
    public void close() {
        oracle.close();
    }
}
