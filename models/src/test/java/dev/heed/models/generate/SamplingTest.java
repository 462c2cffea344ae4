package dev.heed.models.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class SamplingTest {
    private static final int DRAWS = 20_000;
    /** What the logarithms of these say, less a constant; the probabilities of temperature 1 are 0.4, 0.3 and so on. */
    private static final double[] PROBABILITIES = {0.1, 0.4, 0.05, 0.3, 0.15};

    static Stream<Arguments> filters() {
        return Stream.of(
                Arguments.of(options().temperature(1), new double[] {0.1, 0.4, 0.05, 0.3, 0.15}),
                Arguments.of(options().temperature(0.5), new double[] {0.01, 0.16, 0.0025, 0.09, 0.0225}),
                Arguments.of(options().temperature(1).topK(3), new double[] {0, 0.4, 0, 0.3, 0.15}),
                Arguments.of(options().temperature(1).topP(0.75), new double[] {0, 0.4, 0, 0.3, 0.15}),
                Arguments.of(options().temperature(1).topP(0.69), new double[] {0, 0.4, 0, 0.3, 0}),
                Arguments.of(options().temperature(1).minP(0.3), new double[] {0, 0.4, 0, 0.3, 0.15}),
                // Of the three likeliest, 0.4 and 0.3 of 0.85 are more than 0.8 together.
                Arguments.of(options().temperature(1).topK(3).topP(0.8), new double[] {0, 0.4, 0, 0.3, 0}));
    }

    private static GenerationOptionsBuilder options() {
        return GenerationOptions.builder().seed(11);
    }

    @ParameterizedTest
    @MethodSource("filters")
    void frequencies_passTheChiSquaredTest(GenerationOptionsBuilder options, double[] weights) {
        TokenChooser chooser = new TokenChooser(options.build());
        long[] counts = new long[PROBABILITIES.length];
        for (int i = 0; i < DRAWS; i++) {
            counts[chooser.choose(new TokenList(), logits())]++;
        }

        int[] possible =
                IntStream.range(0, weights.length).filter(id -> weights[id] > 0).toArray();
        double[] expected =
                IntStream.of(possible).mapToDouble(id -> weights[id]).toArray();
        long[] observed = IntStream.of(possible).mapToLong(id -> counts[id]).toArray();
        assertThat(LongStream.of(observed).sum())
                .as("draws of what is possible")
                .isEqualTo(DRAWS);
        assertThat(new ChiSquareTest().chiSquareTest(expected, observed))
                .as("p of " + options.build())
                .isGreaterThan(0.001);
    }

    private static float[] logits() {
        return logits(PROBABILITIES);
    }

    private static float[] logits(double... probabilities) {
        float[] logits = new float[probabilities.length];
        for (int id = 0; id < logits.length; id++) {
            logits[id] = (float) Math.log(probabilities[id]) + 3;
        }
        return logits;
    }

    /** Taken first, min-p would leave 0.7 of all, of which 0.3 and 0.2 are more than 0.6 already. */
    @Test
    void minP_comesAfterTopP() {
        double[] probabilities = new double[33];
        Arrays.fill(probabilities, 0.01);
        System.arraycopy(new double[] {0.3, 0.2, 0.2}, 0, probabilities, 0, 3);
        TokenChooser chooser =
                new TokenChooser(options().temperature(1).minP(0.1).topP(0.6).build());

        Set<Integer> drawn = IntStream.range(0, 1000)
                .map(draw -> chooser.choose(new TokenList(), logits(probabilities)))
                .boxed()
                .collect(Collectors.toSet());

        assertThat(drawn).containsExactlyInAnyOrder(0, 1, 2);
    }

    /** Against top-k and top-p by a full sort, at a size where most tokens are very unlikely. */
    @ParameterizedTest
    @CsvSource({"0, 0.9", "0, 0.2", "0, 0.9999", "40, 1", "40, 0.7", "1, 0.5", "500, 0.8"})
    void ofALargeVocabulary_theSameTokensAreLeft_asByAFullSort(int topK, double topP) {
        float[] logits = new float[400];
        Random random = new Random(5);
        for (int id = 0; id < logits.length; id++) {
            // Coarse, so that many are equal.
            logits[id] = Math.round(random.nextGaussian() * 8) / 4f;
        }
        List<Integer> order = IntStream.range(0, logits.length)
                .boxed()
                .sorted(Comparator.comparing((Integer id) -> -logits[id]))
                .limit(topK == 0 ? logits.length : topK)
                .toList();
        double whole = order.stream().mapToDouble(id -> Math.exp(logits[id])).sum();
        Set<Integer> left = new HashSet<>();
        double sum = 0;
        for (int id : order) {
            if (sum < topP * whole) {
                left.add(id);
            }
            sum += Math.exp(logits[id]);
        }
        TokenChooser chooser =
                new TokenChooser(options().temperature(1).topK(topK).topP(topP).build());

        Set<Integer> drawn = new HashSet<>();
        for (int i = 0; i < 30_000; i++) {
            drawn.add(chooser.choose(new TokenList(), logits.clone()));
        }

        assertThat(left).containsAll(drawn);
        double rarest =
                left.stream().mapToDouble(id -> Math.exp(logits[id])).min().orElseThrow();
        assertThat(drawn.size()).isGreaterThanOrEqualTo(rarest / whole > 5e-4 ? left.size() : left.size() / 2);
    }

    @Test
    void whatIsNoNumber_isNeverDrawn_andInfinityAlways() {
        TokenChooser chooser =
                new TokenChooser(options().temperature(1).topP(0.99).build());
        Set<Integer> drawn = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            drawn.add(chooser.choose(new TokenList(), new float[] {Float.NaN, 1, Float.NEGATIVE_INFINITY, 1}));
        }
        assertThat(drawn).containsExactlyInAnyOrder(1, 3);
        assertThat(chooser.choose(new TokenList(), new float[] {7, Float.POSITIVE_INFINITY, Float.NaN}))
                .isEqualTo(1);
    }

    @Test
    void theSeedReproduces_andAnotherOneDoesNot() {
        TokenGenerator generator = new TokenGenerator(new TableDecoder(50, RandomLogits.of(50, 1)), 64, Set.of());
        GenerationOptionsBuilder options =
                GenerationOptions.builder().maxTokens(30).temperature(1).topK(20);
        int[] prompt = {1};

        int[] first = generator.generate(prompt, options.seed(5).build());

        assertThat(generator.generate(prompt, options.seed(5).build())).isEqualTo(first);
        assertThat(generator.generate(prompt, options.seed(6).build())).isNotEqualTo(first);
    }

    @Test
    void repetitionPenalty_dividesPositiveLogits_andMultipliesNegativeOnes() {
        float[] logits = {2, -2, 2, -2};

        LogitsProcessor.repetitionPenalty(2).process(new int[] {0, 1, 0}, logits);

        assertThat(logits).containsExactly(1, -4, 2, -2);
    }

    @Test
    void processors_seeAllTokens_andDecide() {
        TokenGenerator generator = new TokenGenerator(new TableDecoder(9, RandomLogits.of(9, 1)), 16, Set.of());
        LogitsProcessor counting = (tokens, logits) -> logits[tokens.length] = 100;

        int[] tokens = generator.generate(
                new int[] {1, 2},
                GenerationOptions.builder().maxTokens(4).processor(counting).build());

        assertThat(tokens).containsExactly(2, 3, 4, 5);
    }

    @Test
    void whenEveryTokenIsForbidden_aSentenceSaysSo() {
        TableDecoder decoder = new TableDecoder(3, RandomLogits.of(3, 1));
        TokenGenerator generator = new TokenGenerator(decoder, 16, Set.of());
        GenerationOptions options = GenerationOptions.builder()
                .processor(LogitsProcessor.banning(Set.of(0, 1, 2)))
                .build();

        assertThatIllegalStateException()
                .isThrownBy(() -> generator.generate(new int[] {1}, options))
                .withMessage("There is no token to choose: every logit is −∞ or not a number."
                        + " A logits processor may have forbidden all tokens, or the weights may be damaged.");
        assertThat(decoder.openSessions()).isZero();
    }

    @Test
    void numbersOutOfRange_areNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options().temperature(-1).build())
                .withMessage("temperature: expected 0 or a positive number, got -1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options().topP(0).build())
                .withMessage("topP: expected more than 0 and at most 1, got 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options().minP(1.5).build())
                .withMessage("minP: expected 0 to 1, got 1.5");
    }
}
