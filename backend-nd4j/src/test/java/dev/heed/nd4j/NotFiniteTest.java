package dev.heed.nd4j;

import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Mask;
import dev.heed.attention.Score;
import dev.heed.conformance.search.DifferentialSearch;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** NaN and infinities where they are seen reach what sees them, and nothing else (rule ATT-6); against the oracle. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NotFiniteTest {
    private final Backend backend =
            new Nd4jBackendProvider().open(BackendOptions.defaults().withThreads(1));

    @AfterAll
    void close() {
        backend.close();
    }

    private static Tensor row(int count, int at, float number, float others) {
        float[] values = new float[count];
        Arrays.fill(values, others);
        values[at] = number;
        return Tensor.of(Shape.of(1, 1, count, 1), values);
    }

    /** A weight of exp(−200) is 0 in float32, and still one that counts; in one tile of keys, and in two. */
    @ParameterizedTest
    @ValueSource(ints = {4, 4 + Scratch.KEY_TILE})
    void att06_aSeenValueThatIsNotFinite_counts_whereItsWeightIsRoundedToZero(int keys) {
        for (float number : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            for (Mask mask : new Mask[] {Mask.none(), Mask.keyLengths(keys - 1), Mask.causal()}) {
                AttentionSpec spec = AttentionSpec.builder(1, 1)
                        .scale(1)
                        .mask(mask)
                        .returnWeights(true)
                        .build();
                Tensor query = Tensor.of(Shape.of(1, 1, 2, 1), 1, 0.1f);
                AttentionInputs inputs = AttentionInputs.of(query, row(keys, 1, -200, 0), row(keys, 1, number, 3));
                DifferentialSearch.requireRight(backend, spec, Map.of(), inputs);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 4 + Scratch.KEY_TILE})
    void att06_aSeenKeyOfNan_makesEveryWeightNan_alsoThoseRoundedToZero(int keys) {
        AttentionSpec spec = AttentionSpec.builder(1, 1)
                .scale(1)
                .mask(Mask.keyLengths(keys - 1))
                .returnWeights(true)
                .build();
        float[] key = row(keys, 1, -200, 0).toFloatArray();
        key[2] = Float.NaN;
        AttentionInputs inputs = AttentionInputs.of(
                Tensor.of(Shape.of(1, 1, 1, 1), new float[] {1}),
                Tensor.of(Shape.of(1, 1, keys, 1), key),
                row(keys, 1, 5, 3));
        DifferentialSearch.requireRight(backend, spec, Map.of(), inputs);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 20})
    void att02_aScaleOfZero_leavesNanToThoseWhoSeeIt(int queries) {
        Score[] scores = {
            new Score.Dot(), new Score.ScaledDot(), new Score.Cosine(), new Score.Bilinear(), new Score.Additive(3)
        };
        Random random = new Random(8);
        for (Score score : scores) {
            for (float number : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
                AttentionSpec spec = AttentionSpec.builder(1, 2)
                        .score(score)
                        .scale(0)
                        .mask(Mask.causal())
                        .build();
                float[] key = SmallEncoder.random(Shape.of(1, 1, 30, 2), random).toFloatArray();
                key[2 * 28] = number;
                Map<String, Tensor> weights = new HashMap<>();
                spec.weightShapes().forEach((name, shape) -> weights.put(name, SmallEncoder.random(shape, random)));
                AttentionInputs inputs = AttentionInputs.of(
                        SmallEncoder.random(Shape.of(1, 1, queries, 2), random),
                        Tensor.of(Shape.of(1, 1, 30, 2), key),
                        SmallEncoder.random(Shape.of(1, 1, 30, 2), random));
                DifferentialSearch.requireRight(backend, spec, weights, inputs);
            }
        }
    }
}
