package dev.heed.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.BackendOptions;
import dev.heed.attention.Alignment;
import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Bias;
import dev.heed.attention.Mask;
import dev.heed.attention.Score;
import dev.heed.conformance.Tolerance;
import dev.heed.conformance.oracle.OracleAttention;
import dev.heed.spi.Baseline;
import dev.heed.spi.BaselineProvider;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the backend is measured against does the same work, or says that it cannot. */
class Nd4jBaselineTest {
    private static final int QUERIES = 37;
    private static final int KEYS = 45;

    private static Optional<Baseline> baseline(AttentionSpec spec, AttentionInputs inputs) {
        BaselineProvider provider = ServiceLoader.load(BaselineProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(each -> each.backend().equals("nd4j"))
                .findFirst()
                .orElseThrow();
        assertThat(provider.name()).contains("dot_product_attention", "matmul", "softmax");
        return provider.attention(spec, inputs, BackendOptions.defaults().withThreads(2));
    }

    private static AttentionInputs inputs(AttentionSpec spec, int queries, int keys) {
        Random random = new Random(2);
        return AttentionInputs.of(
                SmallEncoder.random(Shape.of(2, spec.heads(), queries, spec.headWidth()), random),
                SmallEncoder.random(Shape.of(2, spec.keyValueHeads(), keys, spec.headWidth()), random),
                SmallEncoder.random(Shape.of(2, spec.keyValueHeads(), keys, spec.valueWidth()), random));
    }

    static Stream<AttentionSpec> computed() {
        AttentionSpec plain = AttentionSpec.builder(3, 16).valueWidth(11).build();
        return Stream.of(
                plain,
                plain.toBuilder().mask(Mask.causal()).build(),
                plain.toBuilder().score(new Score.Dot()).scale(0.7).build());
    }

    @ParameterizedTest
    @MethodSource("computed")
    void output_isTheOracles(AttentionSpec spec) {
        AttentionInputs inputs = inputs(spec, QUERIES, KEYS);
        requireOracles(spec, inputs, baseline(spec, inputs));
        requireOracles(
                spec, inputs, Nd4jBaselineProvider.composed().attention(spec, inputs, BackendOptions.defaults()));
    }

    private static void requireOracles(AttentionSpec spec, AttentionInputs inputs, Optional<Baseline> found) {
        float[] expected = OracleAttention.of(spec, Map.of())
                .apply(inputs)
                .output()
                .toTensor()
                .toFloatArray();
        try (Baseline baseline = found.orElseThrow()) {
            baseline.run();
            Tensor output = baseline.output();
            assertThat(output.shape()).isEqualTo(Shape.of(2, 3, QUERIES, 11));
            double allowed = Tolerance.ATTENTION * 0x1p-24 * Math.sqrt(KEYS);
            float[] actual = output.toFloatArray();
            for (int i = 0; i < expected.length; i++) {
                assertThat((double) actual[i]).isBetween(expected[i] - allowed, expected[i] + allowed);
            }
        }
    }

    static List<AttentionSpec> notComputed() {
        AttentionSpec plain = AttentionSpec.builder(4, 16).build();
        return List.of(
                plain.toBuilder().keyValueHeads(2).build(),
                plain.toBuilder().mask(Mask.window(3, 0)).build(),
                plain.toBuilder().mask(new Mask.Causal(Alignment.TOP_LEFT)).build(),
                plain.toBuilder().score(new Score.Cosine()).build(),
                plain.toBuilder().bias(Bias.alibi(4)).build(),
                plain.toBuilder().softCap(3).build(),
                plain.toBuilder().returnWeights(true).build());
    }

    @ParameterizedTest
    @MethodSource("notComputed")
    void whatTheEngineHasNothingFor_isEmpty(AttentionSpec spec) {
        assertThat(baseline(spec, inputs(spec, QUERIES, KEYS))).isEmpty();
    }

    @Test
    void queriesThatSeeNothing_areNotTheEnginesWork() {
        AttentionSpec spec = AttentionSpec.builder(2, 8).mask(Mask.causal()).build();
        assertThat(baseline(spec, inputs(spec, 9, 4))).isEmpty();
        assertThat(baseline(spec, inputs(spec, 3, 0))).isEmpty();
    }

    @Test
    void spi08_afterClose_itSaysSo() {
        AttentionSpec spec = AttentionSpec.builder(2, 8).build();
        Baseline baseline = baseline(spec, inputs(spec, 3, 3)).orElseThrow();
        baseline.close();
        baseline.close();
        assertThatThrownBy(baseline::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("baseline of backend 'nd4j'");
    }
}
