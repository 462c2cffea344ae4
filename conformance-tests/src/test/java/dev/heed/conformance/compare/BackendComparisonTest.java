package dev.heed.conformance.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.Device;
import dev.heed.attention.Attention;
import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionSpec;
import dev.heed.conformance.OracleBackend;
import dev.heed.encoder.Embeddings;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.EncoderSpec;
import dev.heed.encoder.TransformerSpec;
import dev.heed.spi.Baseline;
import dev.heed.spi.BaselineProvider;
import dev.heed.spi.Support;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackendComparisonTest {
    private static final Entrant ORACLE = new Entrant("oracle", "1", options -> new OracleBackend());

    @Test
    void realRun_measuresEveryWork_andFindsTheOracleRight() {
        List<String> progress = new ArrayList<>();
        ComparisonReport report =
                BackendComparison.run(List.of(ORACLE), BackendOptions.defaults(), tiny(), progress::add);
        assertThat(report.works())
                .extracting(WorkDescription::name)
                .containsExactly("encoder 2 x 5", "attention 12", "attention 12, causal");
        assertThat(report.backends().get(0).outcomes())
                .allSatisfy(outcome -> assertThat(outcome).isInstanceOfSatisfying(Outcome.Measured.class, measured -> {
                    assertThat(measured.right()).isTrue();
                    assertThat(measured.timing().seconds()).hasSizeGreaterThanOrEqualTo(2);
                }));
        assertThat(report.passed()).isTrue();
        assertThat(progress).contains("encoder 2 x 5: round 2 of 2");
    }

    @Test
    void refusalsFailuresAndUnusableBackends_areShownWithTheirReasons() {
        Entrant odd = new Entrant("odd", "2", options -> new OddBackend(new OracleBackend()));
        Entrant absent = new Entrant("absent", "3", options -> {
            throw new IllegalStateException("nothing to run on");
        });
        ComparisonReport report =
                BackendComparison.run(List.of(absent, odd), BackendOptions.defaults(), tiny(), phrase -> {});
        assertThat(report.unusable()).containsExactly(new UnusableBackend("absent", "3", "nothing to run on"));
        assertThat(report.backends().get(0).outcomes())
                .containsExactly(
                        new Outcome.Refused("ENC-2", "odd has no encoders"),
                        new Outcome.Failed("java.lang.IllegalStateException: odd lost its way"),
                        new Outcome.Failed("java.lang.IllegalStateException: odd lost its way"));
        assertThat(report.passed()).isFalse();
    }

    @Test
    void anEnginesOwnAttention_isTimedInTurns_andSeenToBeTheSameWork() {
        FakeEngine right = new FakeEngine(1);
        FakeEngine wrong = new FakeEngine(1.001f);
        ComparisonReport report = BackendComparison.run(
                List.of(
                        new Entrant("oracle", "1", options -> new OracleBackend(), Optional.of(right)),
                        new Entrant("other", "1", options -> new OracleBackend(), Optional.of(wrong))),
                BackendOptions.defaults(),
                tiny(),
                phrase -> {});
        BackendResult first = report.backends().get(0);
        assertThat(first.baselines()).containsOnlyKeys(1, 2);
        assertThat(first.baseline(1).orElseThrow().name()).isEqualTo("engine.attend");
        assertThat(first.ratio(1)).isPresent();
        assertThat(first.ratio(0)).isEmpty();
        assertThat(right.runs).isGreaterThanOrEqualTo(2 * 2);
        assertThat(right.closed).isEqualTo(2);
        BackendResult second = report.backends().get(1);
        assertThat(second.baseline(1).orElseThrow().outcome())
                .isInstanceOfSatisfying(
                        Outcome.Measured.class, each -> assertThat(each.right()).isFalse());
        assertThat(second.ratio(1)).as("another work is no measure").isEmpty();
        assertThat(report.passed()).isTrue();
    }

    @Test
    void anEngineWhoseOutputCannotBeSeen_isShownWithItsReason_andClosed() {
        FakeEngine lost = new FakeEngine(1, Optional.of(new IllegalStateException("engine lost its way")));
        ComparisonReport report = BackendComparison.run(
                List.of(new Entrant("oracle", "1", options -> new OracleBackend(), Optional.of(lost))),
                BackendOptions.defaults(),
                tiny(),
                phrase -> {});
        assertThat(report.backends().get(0).baselines())
                .containsOnlyKeys(1, 2)
                .allSatisfy((index, result) -> assertThat(result)
                        .isEqualTo(new BaselineResult(
                                "engine.attend",
                                new Outcome.Failed("java.lang.IllegalStateException: engine lost its way"))));
        assertThat(lost.runs).isZero();
        assertThat(lost.closed).isEqualTo(2);
    }

    /** Attends as the oracle does, and multiplies the output by a factor. */
    private static final class FakeEngine implements BaselineProvider {
        private final float factor;
        private final Optional<RuntimeException> failure;
        private int runs;
        private int closed;

        FakeEngine(float factor) {
            this(factor, Optional.empty());
        }

        FakeEngine(float factor, Optional<RuntimeException> failure) {
            this.factor = factor;
            this.failure = failure;
        }

        @Override
        public String backend() {
            return "oracle";
        }

        @Override
        public String name() {
            return "engine.attend";
        }

        @Override
        public Optional<Baseline> attention(AttentionSpec spec, AttentionInputs inputs, BackendOptions options) {
            OracleBackend oracle = new OracleBackend();
            return Optional.of(new Baseline() {
                @Override
                public void run() {
                    runs++;
                }

                @Override
                public Tensor output() {
                    failure.ifPresent(each -> {
                        throw each;
                    });
                    Tensor right = oracle.attention(spec).apply(inputs).output();
                    float[] values = right.toFloatArray();
                    for (int i = 0; i < values.length; i++) {
                        values[i] *= factor;
                    }
                    return Tensor.of(right.shape(), values);
                }

                @Override
                public void close() {
                    closed++;
                    oracle.close();
                }
            });
        }
    }

    @Test
    void whoBegins_changesFromRoundToRound() {
        List<String> calls = new ArrayList<>();
        List<Lane> lanes = Stream.of("a", "b", "c")
                .map(name -> new Lane(name, () -> calls.add(name)))
                .toList();
        Pace oneCall = new Pace(Duration.ZERO, 3, Duration.ZERO, Duration.ZERO, Duration.ofHours(1));
        new Rounds(oneCall, phrase -> {}).time("calls", lanes);
        // One call to warm up; then in each block one that is not timed, and one that is.
        assertThat(String.join("", calls)).isEqualTo("abc" + "aabbcc" + "bbccaa" + "ccaabb");
        assertThat(lanes).allSatisfy(lane -> assertThat(lane.blocks()).hasSize(3));
    }

    private static ComparisonPlan tiny() {
        TransformerSpec spec = TransformerSpec.builder(1, 8, 2, 16)
                .embeddings(new Embeddings(10, 0, true, 1))
                .build();
        List<Work> works = Stream.concat(
                        StandardWorks.encoder("tiny", spec, 1, List.of(Shape.of(2, 5))).stream(),
                        StandardWorks.attention(12, 1).stream())
                .toList();
        return new ComparisonPlan(
                "tiny",
                1,
                works,
                new Pace(Duration.ZERO, 2, Duration.ofMillis(1), Duration.ZERO, Duration.ofSeconds(10)));
    }

    /** Refuses encoders, and promises attentions that it cannot make. */
    private record OddBackend(Backend oracle) implements Backend {
        @Override
        public String id() {
            return "odd";
        }

        @Override
        public Device device() {
            return oracle.device();
        }

        @Override
        public Support supports(AttentionSpec spec) {
            return Support.yes();
        }

        @Override
        public Support supports(EncoderSpec spec) {
            return Support.no("ENC-2", "odd has no encoders");
        }

        @Override
        public Attention attention(AttentionSpec spec, Map<String, Tensor> weights) {
            throw new IllegalStateException("odd lost its way");
        }

        @Override
        public Encoder encoder(EncoderSpec spec, Map<String, Tensor> weights) {
            throw new AssertionError("an encoder was asked for in spite of the refusal");
        }

        @Override
        public void close() {
            oracle.close();
        }
    }
}
