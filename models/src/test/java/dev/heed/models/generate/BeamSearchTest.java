package dev.heed.models.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BeamSearchTest {
    private static final int VOCABULARY = 4;
    private static final int END = 0;
    private static final int LENGTH = 4;
    private static final int[] PROMPT = {1, 2};

    @ParameterizedTest
    @CsvSource({"1, 0", "1, 1", "2, 1", "3, 0.6", "4, 2", "5, -0.5"})
    void withBeamsEnough_itFindsWhatAnExhaustiveSearchFinds(long seed, double lengthPenalty) {
        TableDecoder decoder = new TableDecoder(VOCABULARY, RandomLogits.of(VOCABULARY, seed));
        BeamOptions options = BeamOptions.of(256, LENGTH).withBest(20).withLengthPenalty(lengthPenalty);

        List<Hypothesis> found = new TokenGenerator(decoder, 16, Set.of(END)).search(PROMPT, options);

        List<Hypothesis> all = new ArrayList<>();
        enumerate(decoder, new ArrayList<>(List.of(1, 2)), 0, lengthPenalty, all);
        all.sort(Comparator.comparingDouble(Hypothesis::score).reversed());
        assertThat(all).hasSize(121);
        assertThat(found).hasSize(20);
        for (int i = 0; i < found.size(); i++) {
            assertThat(found.get(i).tokens()).isEqualTo(all.get(i).tokens());
            assertThat(found.get(i).score()).isCloseTo(all.get(i).score(), within(1e-9));
            assertThat(found.get(i).ended()).isEqualTo(all.get(i).ended());
        }
        assertThat(decoder.openSessions()).isZero();
    }

    /** Every text: those that end, and those of the greatest length. */
    private static void enumerate(
            TableDecoder decoder, List<Integer> tokens, double sum, double lengthPenalty, List<Hypothesis> all) {
        int length = tokens.size() - PROMPT.length;
        List<Integer> text = tokens.subList(PROMPT.length, tokens.size());
        if (length == LENGTH) {
            all.add(new Hypothesis(text, sum, sum / Math.pow(length, lengthPenalty), false));
            return;
        }
        float[] logits = decoder.logits(tokens);
        double exponentials = 0;
        for (float logit : logits) {
            exponentials += Math.exp(logit);
        }
        for (int id = 0; id < VOCABULARY; id++) {
            double next = sum + logits[id] - Math.log(exponentials);
            if (id == END) {
                all.add(new Hypothesis(text, next, next / Math.pow(length + 1, lengthPenalty), true));
            } else {
                List<Integer> longer = new ArrayList<>(tokens);
                longer.add(id);
                enumerate(decoder, longer, next, lengthPenalty, all);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 0", "2, 1", "3, 0.6", "3, -0.5", "4, 2"})
    void withFewBeams_itFindsWhatASearchWithoutSessionFinds(int beams, double lengthPenalty) {
        Set<Integer> ends = Set.of(0, 3);
        for (long seed = 0; seed < 100; seed++) {
            TableDecoder decoder = new TableDecoder(6, RandomLogits.of(6, seed));
            BeamOptions options = BeamOptions.of(beams, 7)
                    .withBest(beams)
                    .withLengthPenalty(lengthPenalty)
                    .withStopIds(ends);

            List<Hypothesis> found = new TokenGenerator(decoder, 16, Set.of()).search(PROMPT, options);

            assertThat(found)
                    .as("seed %d", seed)
                    .extracting(Hypothesis::tokens)
                    .containsExactlyElementsOf(PlainBeams.search(decoder, PROMPT, options));
        }
    }

    @Test
    void oneBeam_isGreedy() {
        for (long seed = 0; seed < 20; seed++) {
            TableDecoder decoder = new TableDecoder(VOCABULARY, RandomLogits.of(VOCABULARY, seed));
            TokenGenerator generator = new TokenGenerator(decoder, 16, Set.of());

            Hypothesis one = generator.search(PROMPT, BeamOptions.of(1, 8)).get(0);

            assertThat(one.tokens().stream().mapToInt(Integer::intValue).toArray())
                    .isEqualTo(generator.generate(PROMPT, GenerationOptions.greedy(8)));
        }
    }

    @Test
    void whenTheDecoderFails_theSessionIsClosed() {
        TableDecoder decoder = new TableDecoder(VOCABULARY, RandomLogits.of(VOCABULARY, 1)).failingAtCall(3);
        TokenGenerator generator = new TokenGenerator(decoder, 16, Set.of());

        assertThatIllegalStateException()
                .isThrownBy(() -> generator.search(PROMPT, BeamOptions.of(3, 8)))
                .withMessage("out of luck");
        assertThat(decoder.openSessions()).isZero();
    }

    @Test
    void anInterruptedThread_isToldSo_andStaysInterrupted() {
        TableDecoder decoder = new TableDecoder(VOCABULARY, tokens -> {
            if (tokens.size() == 5) {
                Thread.currentThread().interrupt();
            }
            return RandomLogits.of(VOCABULARY, 1).apply(tokens);
        });
        TokenGenerator generator = new TokenGenerator(decoder, 16, Set.of());
        try {
            assertThatExceptionOfType(CancellationException.class)
                    .isThrownBy(() -> generator.search(PROMPT, BeamOptions.of(3, 8)))
                    .withMessage("The thread was interrupted after beams of 3 tokens were searched.");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(decoder.openSessions()).isZero();
    }

    @Test
    void bannedTokens_areInNoText() {
        TableDecoder decoder = new TableDecoder(VOCABULARY, RandomLogits.of(VOCABULARY, 1));
        BeamOptions options =
                BeamOptions.of(8, 5).withBest(8).withProcessors(List.of(LogitsProcessor.banning(Set.of(3))));

        assertThat(new TokenGenerator(decoder, 16, Set.of(END)).search(PROMPT, options))
                .isNotEmpty()
                .noneMatch(each -> each.tokens().contains(3));
    }

    @Test
    void whatIsNotANumber_isInNoText_andChangesNoOthersProbability() {
        TableDecoder decoder = new TableDecoder(VOCABULARY, RandomLogits.of(VOCABULARY, 1));
        TokenGenerator generator = new TokenGenerator(decoder, 16, Set.of(END));
        BeamOptions eight = BeamOptions.of(8, 5).withBest(8);
        List<Hypothesis> without =
                generator.search(PROMPT, eight.withProcessors(List.of(LogitsProcessor.banning(Set.of(3)))));

        assertThat(generator.search(PROMPT, eight.withProcessors(List.of((tokens, logits) -> logits[3] = Float.NaN))))
                .isEqualTo(without);
    }

    @Test
    void anInfiniteLogit_isCertain_andTwoAreOneInTwo() {
        TableDecoder decoder = new TableDecoder(VOCABULARY, RandomLogits.of(VOCABULARY, 1));
        TokenGenerator generator = new TokenGenerator(decoder, 16, Set.of(END));
        LogitsProcessor one = (tokens, logits) -> logits[2] = Float.POSITIVE_INFINITY;
        LogitsProcessor two = (tokens, logits) -> logits[3] = Float.POSITIVE_INFINITY;
        BeamOptions options = BeamOptions.of(3, 2).withBest(3);

        assertThat(generator.search(PROMPT, options.withProcessors(List.of(one))))
                .containsExactly(new Hypothesis(List.of(2, 2), 0, 0, false));
        assertThat(generator.search(PROMPT, options.withProcessors(List.of(one, two))))
                .hasSize(3)
                .allSatisfy(each -> assertThat(each.logProbability()).isCloseTo(Math.log(0.25), within(1e-12)))
                .extracting(Hypothesis::tokens)
                .containsExactly(List.of(2, 2), List.of(2, 3), List.of(3, 2));
    }

    @Test
    void whenEveryTokenIsForbidden_aSentenceSaysSo() {
        TableDecoder decoder = new TableDecoder(VOCABULARY, RandomLogits.of(VOCABULARY, 1));
        BeamOptions options =
                BeamOptions.of(2, 5).withProcessors(List.of(LogitsProcessor.banning(List.of(0, 1, 2, 3))));

        assertThatIllegalStateException()
                .isThrownBy(() -> new TokenGenerator(decoder, 16, Set.of(END)).search(PROMPT, options))
                .withMessageStartingWith("There is no token to choose");
        assertThat(decoder.openSessions()).isZero();
    }
}
