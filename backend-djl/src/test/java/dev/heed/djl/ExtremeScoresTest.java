package dev.heed.djl;

import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Mask;
import dev.heed.conformance.search.DifferentialSearch;
import dev.heed.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Scores that FLOAT32 does not hold, and those that are infinite because inputs are. */
class ExtremeScoresTest {
    private final Samples samples = new Samples(10);
    private final Tensor query = samples.normal(1, 2, 40, 8);
    private final Tensor key = samples.normal(1, 2, 41, 8);
    private final Tensor value = samples.normal(1, 2, 41, 8);

    static List<AttentionSpec> specs() {
        return List.of(
                AttentionSpec.builder(2, 8).build(),
                AttentionSpec.builder(2, 8).mask(Mask.causal()).build(),
                AttentionSpec.builder(2, 8)
                        .mask(Mask.window(5, 2))
                        .returnWeights(true)
                        .build(),
                AttentionSpec.builder(2, 8)
                        .mask(new Mask.GlobalLocal(3, 3, List.of(0, 20)))
                        .build());
    }

    @ParameterizedTest
    @MethodSource("specs")
    void att03_scoresBeyondFloat32_giveTheOraclesWeights(AttentionSpec spec) {
        requireRight(spec.toBuilder().scale(3e38).build(), query, key, value);
        requireRight(spec.toBuilder().scale(-3e38).build(), query, key, value);
        requireRight(spec, times(query, 1e30f), times(key, 1e20f), value);
    }

    @ParameterizedTest
    @MethodSource("specs")
    void att06_aScoreOfMinusInfinity_hidesItsKey(AttentionSpec spec) {
        float[] keys = key.toFloatArray();
        float[] values = value.toFloatArray();
        keys[5 * 8 + 3] = Float.NEGATIVE_INFINITY;
        values[5 * 8 + 2] = Float.NaN;
        values[5 * 8 + 6] = Float.POSITIVE_INFINITY;
        float[] queries = query.toFloatArray();
        for (int i = 0; i < queries.length; i++) {
            queries[i] = Math.abs(queries[i]) + 0.1f;
        }
        requireRight(
                spec,
                Tensor.of(query.shape(), queries),
                Tensor.of(key.shape(), keys),
                Tensor.of(value.shape(), values));
    }

    private static void requireRight(AttentionSpec spec, Tensor query, Tensor key, Tensor value) {
        try (Backend backend =
                new DjlBackendProvider().open(BackendOptions.defaults().withThreads(2))) {
            DifferentialSearch.requireRight(backend, spec, Map.of(), AttentionInputs.of(query, key, value));
        }
    }

    private static Tensor times(Tensor tensor, float factor) {
        float[] values = tensor.toFloatArray();
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
        }
        return Tensor.of(tensor.shape(), values);
    }
}
