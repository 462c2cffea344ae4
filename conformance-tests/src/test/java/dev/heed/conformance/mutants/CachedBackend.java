package dev.heed.conformance.mutants;

import dev.heed.Execution;
import dev.heed.Precision;
import dev.heed.UnsupportedFeatureException;
import dev.heed.conformance.OracleBackend;
import dev.heed.decoder.Decoder;
import dev.heed.decoder.DecoderSpec;
import dev.heed.spi.Lifetime;
import dev.heed.spi.Support;
import dev.heed.spi.WeightCheck;
import dev.heed.tensor.Tensor;
import java.util.Map;

/** A backend whose decoders keep a cache, with these habits. */
final class CachedBackend extends Mutant {
    private final Habits habits;
    private final Lifetime lifetime = Lifetime.of("backend 'oracle'", () -> {});

    CachedBackend(Habits habits) {
        this.habits = habits;
    }

    @Override
    public Support supports(DecoderSpec spec) {
        try (OracleBackend oracle = new OracleBackend()) {
            return oracle.supports(spec);
        }
    }

    @Override
    public Decoder decoder(DecoderSpec spec, Map<String, Tensor> weights) {
        if (supports(spec) instanceof Support.Unsupported refusal) {
            throw new UnsupportedFeatureException(id(), refusal);
        }
        WeightCheck.check(spec.weightShapes(), weights);
        return new CachedDecoder(spec, weights, habits, new Execution(id(), device(), Precision.FLOAT32), lifetime);
    }

    @Override
    public void close() {
        lifetime.close();
        super.close();
    }
}
