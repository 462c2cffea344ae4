package dev.heed.djl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.attention.Alignment;
import dev.heed.attention.Attention;
import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Bias;
import dev.heed.attention.Mask;
import dev.heed.attention.Rope;
import dev.heed.attention.Score;
import dev.heed.conformance.search.DifferentialSearch;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls long enough to be cut into parts and tiles as they are in use, held to the oracle. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LongAttentionTest {
    private static final int LENGTH = 300;
    private final Samples samples = new Samples(8);
    private Backend backend;

    @BeforeAll
    void open() {
        backend = new DjlBackendProvider().open(BackendOptions.defaults().withThreads(2));
    }

    @AfterAll
    void close() {
        backend.close();
    }

    static List<Mask> masks() {
        return List.of(
                Mask.none(),
                Mask.causal(),
                Mask.window(37, 0),
                Mask.window(5, 61),
                Mask.window(Mask.UNBOUNDED, 3),
                new Mask.Window(64, 64, Alignment.TOP_LEFT).and(Mask.causal()),
                Mask.window(37, 0).and(Mask.keyLengths(290, 211)),
                Mask.keyLengths(0, 299),
                new Mask.GlobalLocal(20, 20, List.of(0, 1, 2, 150, 299)),
                new Mask.GlobalLocal(60, 0, List.of(13)).and(Mask.causal()),
                new Mask.BlockSparse(32, map(1, 10)),
                new Mask.BlockSparse(50, map(4, 6)).and(Mask.keyLengths(300, 133)),
                new Mask.BlockSparse(200, map(1, 2)).and(new Mask.BlockSparse(9, map(4, 34))));
    }

    private static Tensor map(int heads, int blocks) {
        SplittableRandom random = new SplittableRandom(blocks);
        boolean[] seen = new boolean[heads * blocks * blocks];
        for (int i = 0; i < seen.length; i++) {
            seen[i] = random.nextInt(5) == 0;
        }
        return Tensor.of(Shape.of(heads, blocks, blocks), seen);
    }

    @ParameterizedTest
    @MethodSource("masks")
    void everyMask_alone(Mask mask) {
        requireRight(AttentionSpec.builder(4, 16).keyValueHeads(2), mask);
    }

    @ParameterizedTest
    @MethodSource("masks")
    void everyMask_withAllThatCanBeAdded(Mask mask) {
        Tensor addend = samples.normal(4, LENGTH, LENGTH);
        requireRight(
                AttentionSpec.builder(4, 16)
                        .keyValueHeads(2)
                        .valueWidth(7)
                        .bias(Bias.alibi(4))
                        .bias(new Bias.RelativeOffsets(9))
                        .rope(new Rope(Rope.Pairing.HALF, 10_000, 8)),
                mask.and(Mask.additive(addend)));
    }

    @ParameterizedTest
    @MethodSource("masks")
    void everyMask_withSoftCapAndWeights(Mask mask) {
        requireRight(AttentionSpec.builder(4, 16).softCap(5).returnWeights(true), mask);
    }

    @ParameterizedTest
    @MethodSource("masks")
    void everyMask_withOtherScores(Mask mask) {
        requireRight(AttentionSpec.builder(4, 8).keyValueHeads(1).score(new Score.Bilinear()), mask);
        requireRight(AttentionSpec.builder(4, 8).keyValueHeads(1).score(new Score.Additive(3)), mask);
    }

    private void requireRight(AttentionSpec.Builder builder, Mask mask) {
        AttentionSpec spec = builder.build();
        Map<String, Tensor> weights = new HashMap<>();
        spec.weightShapes().forEach((name, shape) -> weights.put(name, samples.normal(shape.toArray())));
        AttentionInputs inputs = AttentionInputs.of(
                samples.normal(2, 4, LENGTH, spec.headWidth()),
                samples.normal(2, spec.keyValueHeads(), LENGTH, spec.headWidth()),
                samples.normal(2, spec.keyValueHeads(), LENGTH, spec.valueWidth()));
        DifferentialSearch.requireRight(backend, spec, weights, inputs.withMask(mask));
    }

    @Test
    void att06_poisonThatNoQuerySees_changesNothing() {
        Mask mask = new Mask.BlockSparse(50, map(1, 6)).and(new Mask.GlobalLocal(90, 30, List.of(3)));
        AttentionSpec spec = AttentionSpec.builder(4, 16)
                .mask(mask.and(Mask.keyLengths(250)))
                .softCap(20)
                .build();
        Tensor query = samples.normal(1, 4, LENGTH, 16);
        Tensor key = samples.normal(1, 4, LENGTH, 16);
        Attention attention = backend.attention(spec);
        assertThat(attention.apply(query, poisoned(key), poisoned(key)).toFloatArray())
                .usingComparatorWithPrecision(1e-5f)
                .containsExactly(attention.apply(query, key, key).toFloatArray());
    }

    private static Tensor poisoned(Tensor key) {
        float[] values = key.toFloatArray();
        for (int h = 0; h < 4; h++) {
            for (int j = 250; j < LENGTH; j++) {
                values[(h * LENGTH + j) * 16 + j % 16] = j % 2 == 0 ? Float.NaN : Float.POSITIVE_INFINITY;
            }
        }
        return Tensor.of(key.shape(), values);
    }

    @Test
    void att15_longCalls_areBitwiseTheSame() {
        Tensor tensor = samples.normal(2, 8, 1000, 32);
        for (Mask mask : List.of(Mask.causal(), Mask.window(70, 0), new Mask.GlobalLocal(30, 30, List.of(0, 500)))) {
            Attention attention =
                    backend.attention(AttentionSpec.builder(8, 32).mask(mask).build());
            Tensor first = attention.apply(tensor, tensor, tensor);
            for (int n = 0; n < 5; n++) {
                assertThat(attention.apply(tensor, tensor, tensor).bytes()).isEqualTo(first.bytes());
            }
        }
    }
}
