package dev.heed.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionOutput;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Bias;
import dev.heed.attention.Mask;
import dev.heed.attention.Rope;
import dev.heed.attention.Score;
import dev.heed.attention.ScoreStage;
import dev.heed.conformance.OracleBackend;
import dev.heed.conformance.Tolerance;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.EncoderInputs;
import dev.heed.encoder.EncoderOutput;
import dev.heed.encoder.Positions;
import dev.heed.encoder.TransformerSpec;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sequences of several tiles of queries and keys, against the oracle, which knows no tiles. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TilingTest {
    private static final int QUERIES = 2 * Scratch.QUERY_TILE + 19;
    private static final int KEYS = 2 * Scratch.KEY_TILE + 77;

    private final Backend oracle = new OracleBackend();
    private final Backend backend =
            new Nd4jBackendProvider().open(BackendOptions.defaults().withThreads(3));

    @AfterAll
    void close() {
        backend.close();
        oracle.close();
    }

    private static AttentionInputs inputs(float size, int heads) {
        Random random = new Random(7);
        float[] query =
                SmallEncoder.random(Shape.of(2, heads, QUERIES, 8), random).toFloatArray();
        for (int i = 0; i < query.length; i++) {
            query[i] *= size;
        }
        return AttentionInputs.of(
                Tensor.of(Shape.of(2, heads, QUERIES, 8), query),
                SmallEncoder.random(Shape.of(2, 1, KEYS, 8), random),
                SmallEncoder.random(Shape.of(2, 1, KEYS, 5), random));
    }

    private static AttentionSpec.Builder spec() {
        return AttentionSpec.builder(2, 8).keyValueHeads(1).valueWidth(5);
    }

    private void compare(AttentionSpec spec, AttentionInputs inputs, Map<String, Tensor> weights) {
        AttentionOutput expected = oracle.attention(spec, weights).apply(inputs);
        AttentionOutput actual = backend.attention(spec, weights).apply(inputs);
        requireClose(expected.output(), actual.output());
        expected.weights()
                .ifPresent(wanted -> requireClose(wanted, actual.weights().orElseThrow()));
        expected.scores()
                .ifPresent(wanted -> requireClose(wanted, actual.scores().orElseThrow()));
    }

    private static void requireClose(Tensor expected, Tensor actual) {
        float[] wanted = expected.toFloatArray();
        float[] got = actual.toFloatArray();
        double scale = 0;
        for (float value : wanted) {
            scale = Float.isFinite(value) ? Math.max(scale, Math.abs(value)) : scale;
        }
        double allowed = Tolerance.ATTENTION * 0x1p-24 * Math.sqrt(KEYS) * scale;
        for (int i = 0; i < wanted.length; i++) {
            if (!(wanted[i] == got[i]) && !(Math.abs(wanted[i] - got[i]) <= allowed)) {
                assertThat(got[i]).as("element " + i).isEqualTo(wanted[i]);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {1, 1e3f})
    void att03_manyKeys_growingAndShrinkingMaxima(float size) {
        compare(spec().returnWeights(true).build(), inputs(size, 2), Map.of());
    }

    @Test
    void att01_everyStageOverManyTiles() {
        for (ScoreStage stage : ScoreStage.values()) {
            AttentionSpec spec = spec().softCap(2)
                    .bias(Bias.alibi(2))
                    .bias(new Bias.RelativeBuckets(8, 900, true))
                    .rope(new Rope(Rope.Pairing.HALF, 10_000, 6))
                    .returnScores(stage)
                    .returnWeights(true)
                    .build();
            Tensor table = SmallEncoder.random(Shape.of(8, 2), new Random(3));
            compare(spec, inputs(3, 2), Map.of("bias.1.weight", table));
        }
    }

    @Test
    void att07_att08_att09_masksAcrossTiles() {
        AttentionInputs inputs = inputs(2, 2);
        compare(spec().mask(Mask.causal()).returnWeights(true).build(), inputs, Map.of());
        compare(spec().mask(Mask.window(600, 3)).build(), inputs.withQueryLengths(QUERIES, 130), Map.of());
        Mask lengths = Mask.keyLengths(KEYS - 500, 0);
        compare(
                spec().returnScores(ScoreStage.MASKED).returnWeights(true).build(),
                inputs.withMask(lengths.and(Mask.window(3, 700))),
                Map.of());
    }

    @Test
    void att02_additiveScore_overManyTiles() {
        Random random = new Random(5);
        AttentionSpec spec =
                spec().score(new Score.Additive(6)).mask(Mask.causal()).build();
        Map<String, Tensor> weights = new HashMap<>();
        spec.weightShapes().forEach((name, shape) -> weights.put(name, SmallEncoder.random(shape, random)));
        compare(spec, inputs(2, 2), weights);
    }

    @Test
    void att06_poisonedKeysAndValues_doNotLeakAcrossTiles() {
        AttentionInputs clean = inputs(2, 2);
        float[] key = clean.key().toFloatArray();
        float[] value = clean.value().toFloatArray();
        for (int at : new int[] {0, 5, Scratch.KEY_TILE, KEYS - 1}) {
            key[at * 8] = Float.NaN;
            value[at * 5 + 1] = Float.POSITIVE_INFINITY;
            value[at * 5 + 2] = Float.NaN;
        }
        boolean[] allowed = new boolean[KEYS];
        for (int j = 0; j < KEYS; j++) {
            allowed[j] = j != 0 && j != 5 && j != Scratch.KEY_TILE && j != KEYS - 1;
        }
        Mask mask = Mask.allowed(Tensor.of(Shape.of(KEYS), allowed));
        AttentionInputs poisoned = AttentionInputs.of(
                        clean.query(),
                        Tensor.of(clean.key().shape(), key),
                        Tensor.of(clean.value().shape(), value))
                .withMask(mask);
        AttentionSpec spec = spec().build();
        float[] expected =
                backend.attention(spec).apply(clean.withMask(mask)).output().toFloatArray();
        assertThat(backend.attention(spec).apply(poisoned).output().toFloatArray())
                .isEqualTo(expected);
    }

    @Test
    void att06_visibleNan_reachesExactlyTheQueriesThatSeeIt() {
        Tensor query = Tensor.zeros(DType.FLOAT32, Shape.of(1, 1, 4, 2));
        Tensor value = Tensor.of(Shape.of(1, 1, 4, 1), 1, 2, Float.NaN, 4);
        AttentionSpec spec =
                AttentionSpec.builder(1, 2).valueWidth(1).mask(Mask.causal()).build();
        float[] output = backend.attention(spec).apply(query, query, value).toFloatArray();
        assertThat(output).containsExactly(1, 1.5f, Float.NaN, Float.NaN);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 4 + Scratch.KEY_TILE})
    void att06_hiddenKey_weighsZero_besideNan(int keys) {
        Tensor query = Tensor.of(Shape.of(1, 1, 1, 1), new float[] {1});
        float[] key = new float[keys];
        key[1] = Float.NaN;
        Mask mask = Mask.keyLengths(keys - 1);
        AttentionSpec spec =
                AttentionSpec.builder(1, 1).returnWeights(true).mask(mask).build();
        Tensor keyTensor = Tensor.of(Shape.of(1, 1, keys, 1), key);
        Tensor value = Tensor.zeros(DType.FLOAT32, Shape.of(1, 1, keys, 1));
        float[] weights = backend.attention(spec)
                .apply(AttentionInputs.of(query, keyTensor, value))
                .weights()
                .orElseThrow()
                .toFloatArray();
        for (int i = 0; i < keys - 1; i++) {
            assertThat(weights[i]).isNaN();
        }
        assertThat(weights[keys - 1]).isZero();
    }

    @Test
    void att01_extremeSoftCaps_areStillCaps() {
        AttentionInputs inputs = inputs(2, 2);
        for (double cap : new double[] {1e-30, 1e-20, 1e17, 1e30}) {
            compare(spec().softCap(cap).returnWeights(true).build(), inputs, Map.of());
        }
    }

    @Test
    void enc03_longAndShortSequencesTogether_equalTheOracle() {
        TransformerSpec spec = TransformerSpec.builder(1, 16, 2, 24)
                .positions(new Positions.Biased(Bias.alibi(2)))
                .mask(Mask.window(300, 200))
                .build();
        Map<String, Tensor> weights = SmallEncoder.weights(spec, 9);
        Tensor features = SmallEncoder.random(Shape.of(4, 700, 16), new Random(4));
        EncoderInputs inputs =
                EncoderInputs.of(features).withLengths(700, 0, 3, 290).withAttentionWeights();
        try (Encoder expected = oracle.encoder(spec, weights);
                Encoder actual = backend.encoder(spec, weights)) {
            EncoderOutput wanted = expected.encode(inputs);
            EncoderOutput got = actual.encode(inputs);
            requireClose(wanted.states(), got.states());
            requireClose(
                    wanted.attentionWeights().get(0), got.attentionWeights().get(0));
        }
    }

    @Test
    void enc03_nanInALaterToken_leavesEarlierOnesAlone_underACausalMask() {
        TransformerSpec spec =
                TransformerSpec.builder(2, 16, 2, 24).mask(Mask.causal()).build();
        float[] features =
                SmallEncoder.random(Shape.of(1, 9, 16), new Random(4)).toFloatArray();
        try (Encoder encoder = backend.encoder(spec, SmallEncoder.weights(spec, 9))) {
            float[] clean = encoder.encode(EncoderInputs.of(Tensor.of(Shape.of(1, 9, 16), features)))
                    .states()
                    .toFloatArray();
            features[6 * 16] = Float.NaN;
            float[] poisoned = encoder.encode(EncoderInputs.of(Tensor.of(Shape.of(1, 9, 16), features)))
                    .states()
                    .toFloatArray();
            for (int i = 0; i < 6 * 16; i++) {
                assertThat(poisoned[i]).isCloseTo(clean[i], offset(1e-6f));
            }
            assertThat(poisoned[6 * 16]).isNaN();
        }
    }
}
