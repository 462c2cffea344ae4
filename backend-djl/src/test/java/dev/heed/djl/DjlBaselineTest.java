package dev.heed.djl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.BackendOptions;
import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Mask;
import dev.heed.attention.Score;
import dev.heed.conformance.oracle.OracleAttention;
import dev.heed.spi.Baseline;
import dev.heed.spi.BaselineProvider;
import dev.heed.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class DjlBaselineTest {
    private static final BackendOptions OPTIONS = BackendOptions.defaults().withThreads(2);
    private final Samples samples = new Samples(7);

    private static BaselineProvider provider() {
        List<BaselineProvider> found = ServiceLoader.load(BaselineProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(each -> each.backend().equals("djl"))
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    @Test
    void computesWhatTheOracleDoes() {
        AttentionSpec plain = AttentionSpec.builder(4, 16).keyValueHeads(2).build();
        requireOraclesOutput(plain, 33, 40);
        requireOraclesOutput(plain.toBuilder().mask(Mask.causal()).build(), 40, 40);
        requireOraclesOutput(
                plain.toBuilder().score(new Score.Dot()).valueWidth(5).build(), 7, 9);
    }

    private void requireOraclesOutput(AttentionSpec spec, int queries, int keys) {
        AttentionInputs inputs = inputs(spec, queries, keys);
        double[] expected =
                OracleAttention.of(spec, Map.of()).apply(inputs).output().values();
        try (Baseline baseline = provider().attention(spec, inputs, OPTIONS).orElseThrow()) {
            baseline.run();
            Tensor output = baseline.output();
            assertThat(output.shape().toArray()).containsExactly(2, 4, queries, spec.valueWidth());
            assertThat(output.toDoubleArray())
                    .usingComparatorWithPrecision(1e-5)
                    .containsExactly(expected);
        }
    }

    private AttentionInputs inputs(AttentionSpec spec, int queries, int keys) {
        return AttentionInputs.of(
                samples.normal(2, spec.heads(), queries, spec.headWidth()),
                samples.normal(2, spec.keyValueHeads(), keys, spec.headWidth()),
                samples.normal(2, spec.keyValueHeads(), keys, spec.valueWidth()));
    }

    @Test
    void isNothing_whereTheEngineHasNoSuchAttention() {
        AttentionSpec plain = AttentionSpec.builder(2, 8).build();
        assertThat(baselineOf(plain.toBuilder().softCap(3).build(), 5, 5)).isEmpty();
        assertThat(baselineOf(plain.toBuilder().returnWeights(true).build(), 5, 5))
                .isEmpty();
        assertThat(baselineOf(plain.toBuilder().mask(Mask.window(1, 0)).build(), 5, 5))
                .isEmpty();
        assertThat(baselineOf(plain.toBuilder().mask(Mask.causal()).build(), 3, 5))
                .isEmpty();
    }

    private Optional<Baseline> baselineOf(AttentionSpec spec, int queries, int keys) {
        return provider().attention(spec, inputs(spec, queries, keys), OPTIONS);
    }
}
