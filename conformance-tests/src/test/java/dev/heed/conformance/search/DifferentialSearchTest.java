package dev.heed.conformance.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.Backend;
import dev.heed.attention.Alignment;
import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Mask;
import dev.heed.attention.Score;
import dev.heed.conformance.OracleBackend;
import dev.heed.encoder.Activation;
import dev.heed.encoder.Biases;
import dev.heed.encoder.TransformerSpec;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class DifferentialSearchTest {
    private static final long SEED = 7;

    private static SearchReport search(Supplier<Backend> open, long draws) {
        return DifferentialSearch.run(open, SEED, 0, draws, drawn -> {});
    }

    @Test
    void theOracle_isRight() {
        SearchReport report = search(OracleBackend::new, 300);
        assertThat(report.findings()).as(report.toString()).isEmpty();
        assertThat(report.draws()).isEqualTo(300);
        assertThat(report.refused()).isZero();
    }

    @Test
    void theSameSeed_drawsTheSame() {
        List<Drawn> first = new ArrayList<>();
        List<Drawn> again = new ArrayList<>();
        DifferentialSearch.run(OracleBackend::new, SEED, 0, 20, first::add);
        DifferentialSearch.run(OracleBackend::new, SEED, 10, 10, again::add);
        assertThat(again).isEqualTo(first.subList(10, 20));
        String code = first.get(12).problem().code();
        assertThat(again.get(2).problem().code()).isEqualTo(code);
    }

    @Test
    void choicesThatAreRepeated_giveTheSameCase() {
        for (int n = 0; n < 200; n++) {
            Drawn drawn = Drawn.of(SEED, n);
            Choices made = Choices.random(drawn.seed());
            String code = drawn.kind().draw(made).code();
            Choices repeated = Choices.repeat(drawn.seed(), made.made());
            assertThat(drawn.kind().draw(repeated).code()).isEqualTo(code);
        }
    }

    @Test
    void causalAlignedTopLeft_isFoundAndShrunk() {
        SearchReport report = search(
                () -> Wrong.inAttention(spec -> spec.toBuilder()
                        .mask(spec.mask() instanceof Mask.Causal ? new Mask.Causal(Alignment.TOP_LEFT) : spec.mask())
                        .build()),
                600);
        assertThat(report.findings()).isNotEmpty();
        assertThat(report.findings().get(0).test())
                .contains("AttentionSpec.builder(1, 1)")
                .contains(".mask(new Mask.Causal(Alignment.BOTTOM_RIGHT))")
                .contains("DifferentialSearch.requireRight(backend, spec, weights, inputs);")
                .doesNotContain(".rope(", ".bias(", ".softCap(");
    }

    @Test
    void aForgottenScale_isFoundAndShrunk() {
        SearchReport report = search(
                () -> Wrong.inAttention(spec -> spec.toBuilder()
                        .scale(spec.score().defaultScale(spec.headWidth()))
                        .build()),
                300);
        assertThat(report.findings().get(0).test()).contains(".scale(").contains("AttentionSpec.builder(1, ");
    }

    @Test
    void geluByTanh_isFoundInEncoders() {
        SearchReport report = search(() -> Wrong.inEncoders(DifferentialSearchTest::withoutExactGelu), 200);
        assertThat(report.findings()).isNotEmpty().allSatisfy(each -> {
            assertThat(each.drawn().kind()).isEqualTo(Kind.ENCODER);
            assertThat(each.test()).contains("TransformerSpec.builder(1, ").contains("activation(Activation.G");
        });
    }

    private static TransformerSpec withoutExactGelu(TransformerSpec spec) {
        Activation activation =
                switch (spec.activation()) {
                    case GELU -> Activation.GELU_TANH;
                    case GEGLU -> Activation.GEGLU_TANH;
                    case RELU, GELU_TANH, SILU, GLU, GEGLU_TANH, SWIGLU -> spec.activation();
                };
        return new TransformerSpec(
                spec.layers(),
                spec.width(),
                spec.heads(),
                spec.keyValueHeads(),
                spec.headWidth(),
                spec.feedForwardWidth(),
                activation,
                spec.norm(),
                spec.placement(),
                spec.finalNorm(),
                spec.positions(),
                spec.embeddings(),
                new Biases(
                        spec.biases().queryKeyValue(),
                        spec.biases().attentionOutput(),
                        spec.biases().feedForward()),
                spec.score(),
                spec.scale(),
                spec.softCap(),
                spec.mask(),
                spec.precision());
    }

    @Test
    void whatItPrints_runs() {
        AttentionSpec spec =
                AttentionSpec.builder(1, 1).score(new Score.Dot()).scale(2).build();
        Tensor one = Tensor.of(Shape.of(1, 1, 2, 1), 1f, -1f);
        AttentionInputs inputs = AttentionInputs.of(one, one, one);
        assertThatCode(() -> DifferentialSearch.requireRight(new OracleBackend(), spec, Map.of(), inputs))
                .doesNotThrowAnyException();
        Backend wrong = Wrong.inAttention(each -> each.toBuilder().scale(2.001).build());
        assertThatThrownBy(() -> DifferentialSearch.requireRight(wrong, spec, Map.of(), inputs))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("output [1, 1, 2, 1], worst at");
    }

    @Test
    void valuesThatCancel_areNotBlamedOnTheBackend() {
        AttentionSpec spec = AttentionSpec.builder(1, 1).scale(1).build();
        Tensor query = Tensor.of(Shape.of(1, 1, 1, 1), 1.1f);
        Tensor key = Tensor.of(Shape.of(1, 1, 2, 1), 2.2f, 0f);
        Tensor value = Tensor.of(Shape.of(1, 1, 2, 1), 1f, (float) -Math.exp(1.1f * 2.2f));
        AttentionProblem problem =
                new AttentionProblem(spec, Map.of(), AttentionInputs.of(query, key, value), new Sown(0));
        assertThat(judgeWithScale(problem, 1 + 0x1p-24).outcome()).isEqualTo(Verdict.Outcome.ILL_CONDITIONED);
        assertThat(judgeWithScale(problem, 1 + 0x1p-16).outcome()).isEqualTo(Verdict.Outcome.WRONG);
    }

    private static Verdict judgeWithScale(AttentionProblem problem, double scale) {
        return problem.judge(
                Wrong.inAttention(each -> each.toBuilder().scale(scale).build()));
    }
}
