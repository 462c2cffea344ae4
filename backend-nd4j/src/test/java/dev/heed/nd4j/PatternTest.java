package dev.heed.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Bias;
import dev.heed.attention.Mask;
import dev.heed.attention.Rope;
import dev.heed.attention.Score;
import dev.heed.attention.ScoreStage;
import dev.heed.conformance.search.DifferentialSearch;
import dev.heed.encoder.EncoderInputs;
import dev.heed.encoder.Positions;
import dev.heed.encoder.TransformerSpec;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Patterns over several tiles of queries and of packed keys, against the oracle (rule ATT-13). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PatternTest {
    private static final int QUERIES = 301;
    private static final int KEYS = 1337;
    private static final int HEADS = 4;

    private final Backend backend =
            new Nd4jBackendProvider().open(BackendOptions.defaults().withThreads(2));

    @AfterAll
    void close() {
        backend.close();
    }

    static Tensor map(Random random, double share, int... dims) {
        boolean[] values = new boolean[(int) Shape.of(dims).size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextDouble() < share;
        }
        return Tensor.of(Shape.of(dims), values);
    }

    private static Mask.BlockSparse blocks(int size, int maps, double share) {
        int rows = (QUERIES + size - 1) / size;
        int columns = (KEYS + size - 1) / size;
        return new Mask.BlockSparse(size, map(new Random(size), share, maps, rows, columns));
    }

    static List<Mask> masks() {
        List<Integer> everySixtieth =
                IntStream.range(0, KEYS).filter(i -> i % 60 == 4).boxed().toList();
        List<Integer> spread = List.of(0, 1, 2, 77, 500, 1036, 1040, 1041, 1200, 1336, 4000);
        return List.of(
                new Mask.GlobalLocal(17, 5, spread),
                new Mask.GlobalLocal(0, 0, everySixtieth),
                new Mask.GlobalLocal(Mask.UNBOUNDED, 3, spread),
                new Mask.GlobalLocal(40, Mask.UNBOUNDED - 1, List.of()),
                new Mask.GlobalLocal(64, 64, spread).and(Mask.causal()),
                new Mask.GlobalLocal(9, 9, spread).and(new Mask.GlobalLocal(300, 300, everySixtieth)),
                blocks(64, 1, 0.2),
                blocks(1, 1, 0.03),
                blocks(7, HEADS, 0.1),
                blocks(300, HEADS, 0.5),
                blocks(31, HEADS, 0.3).and(Mask.causal()).and(Mask.keyLengths(KEYS - 3, 900)),
                blocks(50, 1, 0.5).and(new Mask.GlobalLocal(200, 30, spread)).and(Mask.window(900, 20)),
                blocks(16, 1, 0.3).and(Mask.allowed(map(new Random(1), 0.9, HEADS, QUERIES, KEYS))));
    }

    private static AttentionInputs inputs(int headWidth, int valueWidth) {
        Random random = new Random(11);
        return AttentionInputs.of(
                SmallEncoder.random(Shape.of(2, HEADS, QUERIES, headWidth), random),
                SmallEncoder.random(Shape.of(2, 2, KEYS, headWidth), random),
                SmallEncoder.random(Shape.of(2, 2, KEYS, valueWidth), random));
    }

    private void compare(AttentionSpec spec, AttentionInputs inputs) {
        Random random = new Random(3);
        Map<String, Tensor> weights = new HashMap<>();
        spec.weightShapes().forEach((name, shape) -> weights.put(name, SmallEncoder.random(shape, random)));
        DifferentialSearch.requireRight(backend, spec, weights, inputs);
    }

    @ParameterizedTest
    @MethodSource("masks")
    void att13_patterns_acrossTiles(Mask mask) {
        AttentionSpec.Builder spec =
                AttentionSpec.builder(HEADS, 8).keyValueHeads(2).valueWidth(5);
        compare(spec.returnWeights(true).build(), inputs(8, 5).withMask(mask));
        AttentionSpec everyStage = spec.bias(Bias.alibi(HEADS))
                .bias(new Bias.RelativeOffsets(30))
                .softCap(2)
                .rope(new Rope(Rope.Pairing.HALF, 10_000, 6))
                .returnScores(ScoreStage.MASKED)
                .build();
        compare(everyStage, inputs(8, 5).withMask(mask).withQueryLengths(QUERIES - 40, 290));
    }

    @ParameterizedTest
    @MethodSource("masks")
    void att13_scoresBeforeTheMask_areThoseOfAllKeys(Mask mask) {
        AttentionSpec spec = AttentionSpec.builder(HEADS, 4)
                .keyValueHeads(2)
                .score(new Score.Additive(3))
                .returnScores(ScoreStage.SCALED)
                .build();
        compare(spec, inputs(4, 4).withMask(mask));
    }

    /** NaN in keys and values that the pattern lets nobody see, and in those that only some queries see. */
    @Test
    void att06_whatAPatternHides_doesNotLeak() {
        Mask mask = new Mask.GlobalLocal(20, 3, List.of(5, 700)).and(blocks(64, 1, 0.5));
        AttentionSpec spec =
                AttentionSpec.builder(HEADS, 8).keyValueHeads(2).mask(mask).build();
        AttentionInputs clean = inputs(8, 8);
        IntPredicate unseen = key -> key < KEYS - QUERIES - 20 && key != 5 && key != 700;
        for (float poison : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            AttentionInputs poisoned = AttentionInputs.of(
                    clean.query(), poisoned(clean.key(), unseen, poison), poisoned(clean.value(), unseen, poison));
            Tensor expected = backend.attention(spec).apply(clean).output();
            assertThat(backend.attention(spec).apply(poisoned).output().bytes()).isEqualTo(expected.bytes());
            IntPredicate seenBySome = key -> key == 1100 || key == KEYS - 1;
            compare(spec, AttentionInputs.of(clean.query(), clean.key(), poisoned(clean.value(), seenBySome, poison)));
        }
        IntPredicate seenBySome = key -> key == 1100;
        compare(spec, AttentionInputs.of(clean.query(), poisoned(clean.key(), seenBySome, Float.NaN), clean.value()));
    }

    private static Tensor poisoned(Tensor tensor, IntPredicate keys, float poison) {
        float[] values = tensor.toFloatArray();
        int width = tensor.shape().dim(-1);
        for (int i = 0; i < values.length; i++) {
            values[i] = keys.test(i / width % KEYS) ? poison : values[i];
        }
        return Tensor.of(tensor.shape(), values);
    }

    @Test
    void att13_encoderOfLocalAndGlobalAttention() {
        Mask[] masks = {
            new Mask.GlobalLocal(6, 4, List.of(0, 100, 101, 350)),
            new Mask.GlobalLocal(30, 30, List.of(1)).and(Mask.causal()),
            new Mask.GlobalLocal(3, 200, List.of(299)).and(new Mask.GlobalLocal(200, 3, List.of()))
        };
        for (Mask mask : masks) {
            TransformerSpec spec = TransformerSpec.builder(2, 16, 4, 24)
                    .keyValueHeads(2)
                    .positions(new Positions.Biased(Bias.alibi(4)))
                    .mask(mask)
                    .build();
            EncoderInputs inputs = EncoderInputs.of(SmallEncoder.random(Shape.of(4, 400, 16), new Random(4)))
                    .withLengths(400, 0, 3, 290)
                    .withAttentionWeights();
            DifferentialSearch.requireRight(backend, spec, SmallEncoder.weights(spec, 9), inputs);
        }
    }
}
