package dev.heed.conformance;

import dev.heed.Backend;
import dev.heed.Device;
import dev.heed.Execution;
import dev.heed.Precision;
import dev.heed.UnsupportedFeatureException;
import dev.heed.attention.Attention;
import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionOutput;
import dev.heed.attention.AttentionSpec;
import dev.heed.conformance.oracle.OracleAttention;
import dev.heed.conformance.oracle.OracleDecoder;
import dev.heed.conformance.oracle.OracleTransformer;
import dev.heed.conformance.oracle.Reals;
import dev.heed.decoder.Decoder;
import dev.heed.decoder.DecoderSpec;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The oracle as a backend: computed in float64, handed out as FLOAT32. Slow and right; what the suite itself is tried on,
 * and an example of the least that a backend has to do.
 */
public final class OracleBackend implements Backend {
    private final Lifetime lifetime = Lifetime.of("backend 'oracle'", () -> {});

    @Override
    public String id() {
        return "oracle";
    }

    @Override
    public Device device() {
        return new Device("cpu", "plain Java, float64");
    }

    @Override
    public Support supports(AttentionSpec spec) {
        return precision(spec.precision());
    }

    @Override
    public Support supports(EncoderSpec spec) {
        return precision(spec.precision());
    }

    @Override
    public Support supports(DecoderSpec spec) {
        Support weights = precision(spec.weightPrecision());
        Support cache = precision(spec.cachePrecision());
        Support body = precision(spec.body().precision());
        return weights instanceof Support.Unsupported ? weights : cache instanceof Support.Unsupported ? cache : body;
    }

    private static Support precision(Precision precision) {
        return precision == Precision.FLOAT32
                ? Support.yes()
                : Support.no("PRE-1", "The oracle hands out FLOAT32 only; " + precision + " was asked for.");
    }

    @Override
    public Attention attention(AttentionSpec spec, Map<String, Tensor> weights) {
        refuse(supports(spec));
        WeightCheck.check(spec.weightShapes(), weights);
        OracleAttention oracle = OracleAttention.of(spec, weights);
        return lifetime.use(() -> new OracleRun(spec, oracle));
    }

    private final class OracleRun implements Attention {
        private final AttentionSpec spec;
        private final OracleAttention oracle;

        private OracleRun(AttentionSpec spec, OracleAttention oracle) {
            this.spec = spec;
            this.oracle = oracle;
        }

        @Override
        public AttentionSpec spec() {
            return spec;
        }

        @Override
        public AttentionOutput apply(AttentionInputs inputs) {
            AttentionCall.check(spec, inputs);
            return lifetime.use(() -> {
                OracleAttention.Result result = oracle.apply(inputs);
                return new AttentionOutput(
                        result.output().toTensor(),
                        spec.returnWeights() ? Optional.of(result.weights().toTensor()) : Optional.empty(),
                        spec.returnScores().map(stage -> result.scores(stage).toTensor()),
                        execution());
            });
        }
    }

    private Execution execution() {
        return new Execution(id(), device(), Precision.FLOAT32);
    }

    @Override
    public Encoder encoder(EncoderSpec spec, Map<String, Tensor> weights) {
        refuse(supports(spec));
        WeightCheck.check(spec.weightShapes(), weights);
        TransformerSpec transformer = (TransformerSpec) spec;
        OracleTransformer oracle = new OracleTransformer(transformer, weights);
        return new OracleEncoder(transformer, oracle, lifetime.child("encoder of backend 'oracle'", () -> {}));
    }

    private final class OracleEncoder implements Encoder {
        private final TransformerSpec spec;
        private final OracleTransformer oracle;
        private final Lifetime open;

        private OracleEncoder(TransformerSpec spec, OracleTransformer oracle, Lifetime open) {
            this.spec = spec;
            this.oracle = oracle;
            this.open = open;
        }

        @Override
        public EncoderSpec spec() {
            return spec;
        }

        @Override
        public EncoderOutput encode(EncoderInputs inputs) {
            EncoderCall.check(spec, inputs);
            return open.use(() -> {
                OracleTransformer.Result result = oracle.encode(inputs);
                return new EncoderOutput(
                        result.states().toTensor(),
                        inputs.hiddenStates() ? tensors(result.hiddenStates()) : List.of(),
                        inputs.attentionWeights() ? tensors(result.attentionWeights()) : List.of(),
                        execution());
            });
        }

        @Override
        public void close() {
            open.close();
        }
    }

    @Override
    public Decoder decoder(DecoderSpec spec, Map<String, Tensor> weights) {
        refuse(supports(spec));
        WeightCheck.check(spec.weightShapes(), weights);
        return new OracleDecoderRun(new OracleDecoder(spec, weights), spec, lifetime, execution());
    }

    private static List<Tensor> tensors(List<Reals> reals) {
        return reals.stream().map(Reals::toTensor).toList();
    }

    private void refuse(Support support) {
        if (support instanceof Support.Unsupported refusal) {
            throw new UnsupportedFeatureException(id(), refusal);
        }
    }

    @Override
    public void close() {
        lifetime.close();
    }
}
