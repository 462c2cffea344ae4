package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import dev.heed.Backend;
import dev.heed.Backends;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.EncoderInputs;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Real weights on every backend that can run here. */
final class RealModelsTest {
    private static final String EATING = "A man is eating food.";
    private static final String MEAL = "Someone is having a meal.";
    private static final String MARKET = "The stock market fell sharply today.";

    static Stream<String> backends() {
        return UsableBackends.ids();
    }

    static Stream<Arguments> backendsAndModels() {
        return backends().flatMap(id -> Arrays.stream(KnownModel.values()).map(model -> Arguments.of(id, model)));
    }

    @ParameterizedTest
    @MethodSource("backends")
    void miniLm_hasTheCosinesThatItIsKnownFor(String id) {
        try (TextEmbedder embedder = open(id, KnownModel.ALL_MINILM_L6_V2)) {
            TextEmbeddings found = embedder.embed(List.of(EATING, MEAL, MARKET));

            assertThat(found.cosine(0, 1)).isCloseTo(0.69, within(0.01));
            assertThat(found.cosine(0, 2)).isCloseTo(0.00, within(0.01));
            assertThat(found.cosine(1, 2)).isCloseTo(-0.02, within(0.01));
            assertThat(found.execution().backend()).isEqualTo(id);
            assertThat(embedder.width()).isEqualTo(384);
            assertThat(embedder.maxTokens()).isEqualTo(256);
        }
    }

    @ParameterizedTest
    @MethodSource("backendsAndModels")
    void everyModel_findsTheParaphrase(String id, KnownModel model) {
        boolean chinese = model == KnownModel.BGE_SMALL_ZH_V1_5;
        List<String> texts = chinese
                ? List.of("一个男人正在吃东西。", "有人在用餐。", "今天股市大幅下跌。")
                : List.of("query: " + EATING, "query: " + MEAL, "query: " + MARKET);
        try (TextEmbedder embedder = open(id, model)) {
            TextEmbeddings found = embedder.embed(texts);

            assertThat(found.cosine(0, 1))
                    .isGreaterThan(found.cosine(0, 2) + 0.1)
                    .isGreaterThan(found.cosine(1, 2) + 0.1);
            assertThat(embedder.pooling()).isEqualTo(model.pooling());
            for (float[] vector : found.vectors()) {
                assertThat(dot(vector, vector)).isCloseTo(1, within(1e-5));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("backendsAndModels")
    void hiddenStates_equalThoseOfOnnxRuntime(String id, KnownModel known) throws IOException, OrtException {
        TextModel model = TextModel.load(known.modelName());
        int[][] single = {sequence(1, 9)};
        int[][] batch = {sequence(2, 5), sequence(3, 23), sequence(4, 1), sequence(5, 64)};
        try (OnnxRuntimeModel peer = new OnnxRuntimeModel(known);
                Backend backend = Backends.discover().open(id);
                Encoder encoder = backend.encoder(model.spec(), model.weights())) {
            for (int[][] sequences : List.of(single, batch)) {
                double error = relativeError(states(encoder, sequences), peer.states(sequences), sequences);
                System.out.printf("%s %s, %d sequences: relative error %.1e%n", id, known, sequences.length, error);
                assertThat(error).isLessThanOrEqualTo(1e-5);
            }
        }
    }

    private static TextEmbedder open(String id, KnownModel model) {
        return TextEmbedder.open(model.modelName(), () -> Backends.discover().open(id));
    }

    private static int[] sequence(long seed, int words) {
        return new Random(seed).ints(words, 1000, 20000).toArray();
    }

    private static float[] states(Encoder encoder, int[][] sequences) {
        int longest = Arrays.stream(sequences).mapToInt(ids -> ids.length).max().orElse(0);
        int[] ids = new int[sequences.length * longest];
        int[] lengths = new int[sequences.length];
        for (int row = 0; row < sequences.length; row++) {
            lengths[row] = sequences[row].length;
            System.arraycopy(sequences[row], 0, ids, row * longest, lengths[row]);
        }
        return encoder.encode(EncoderInputs.of(Tensor.of(Shape.of(sequences.length, longest), ids))
                        .withLengths(lengths))
                .states()
                .toFloatArray();
    }

    /** ‖ours − theirs‖ / ‖theirs‖ over the tokens that are not padding. */
    private static double relativeError(float[] ours, float[][][] theirs, int[][] sequences) {
        double error = 0;
        double norm = 0;
        for (int row = 0; row < sequences.length; row++) {
            for (int token = 0; token < sequences[row].length; token++) {
                float[] state = theirs[row][token];
                int offset = (row * theirs[row].length + token) * state.length;
                for (int i = 0; i < state.length; i++) {
                    error += Math.pow((double) ours[offset + i] - state[i], 2);
                    norm += Math.pow(state[i], 2);
                }
            }
        }
        return Math.sqrt(error / norm);
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
