package dev.heed.models.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TokenGeneratorTest {
    private static final int VOCABULARY = 11;
    private static final int[] PROMPT = {1, 2, 3};

    private final TableDecoder decoder = new TableDecoder(VOCABULARY, RandomLogits.of(VOCABULARY, 1));
    private final TokenGenerator generator = new TokenGenerator(decoder, 32, Set.of());

    /** Greedy decoding without a session. */
    private int[] greedy(TableDecoder table, int count, int... prompt) {
        List<Integer> tokens = new ArrayList<>(Arrays.stream(prompt).boxed().toList());
        for (int i = 0; i < count; i++) {
            float[] logits = table.logits(tokens);
            int best = 0;
            for (int id = 1; id < logits.length; id++) {
                best = logits[id] > logits[best] ? id : best;
            }
            tokens.add(best);
        }
        return tokens.stream().skip(prompt.length).mapToInt(Integer::intValue).toArray();
    }

    @Test
    void greedy_takesTheLikeliestEachTime() {
        assertThat(generator.generate(PROMPT, GenerationOptions.greedy(20))).isEqualTo(greedy(decoder, 20, PROMPT));
        assertThat(decoder.openSessions()).isZero();
    }

    @Test
    void aStopId_endsTheText_andIsNotPartOfIt() {
        int[] all = greedy(decoder, 10, PROMPT);
        int stop = all[4];
        int before = Arrays.stream(all).boxed().toList().indexOf(stop);

        try (Streaming<Integer> stream = generator.stream(
                PROMPT, GenerationOptions.builder().stopId(stop).build())) {
            assertThat(TokenGenerator.collect(stream)).isEqualTo(Arrays.copyOf(all, before));
            assertThat(stream.finish()).contains(FinishReason.STOP_ID);
        }
        assertThat(decoder.openSessions()).isZero();
    }

    @Test
    void withoutAMaximum_theTextEndsWithTheContext() {
        try (Streaming<Integer> stream =
                generator.stream(PROMPT, GenerationOptions.builder().build())) {
            assertThat(TokenGenerator.collect(stream)).hasSize(30);
            assertThat(stream.finish()).contains(FinishReason.CONTEXT_FULL);
        }
    }

    @Test
    void whatDoesNotFit_isRefusedBeforeAnythingRuns() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> generator.stream(PROMPT, GenerationOptions.greedy(31)))
                .withMessage("maxTokens: expected at most 30 (the context is 32 tokens, the prompt has 3), got 31;"
                        + " ask for fewer, or let the context slide");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> generator.stream(new int[33], GenerationOptions.greedy(1)))
                .withMessage("prompt: expected at most 32 tokens (the context), got 33; shorten it, or let the"
                        + " context slide");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> generator.stream(new int[] {1, 11}, GenerationOptions.greedy(1)))
                .withMessage("prompt[1]: expected 0 to 10 (vocabulary), got 11");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> generator.stream(new int[0], GenerationOptions.greedy(1)))
                .withMessage("prompt: expected one token or more, got none");
        assertThat(decoder.calls()).isZero();
        assertThat(decoder.openSessions()).isZero();
    }

    @Test
    void aContextThatSlides_goesOnFromTheLastTokens() {
        GenerationOptions options = GenerationOptions.builder()
                .maxTokens(40)
                .overflow(new ContextOverflow.Slide(5))
                .build();

        int[] tokens = generator.generate(PROMPT, options);

        // 3 tokens of the prompt and 29 more fill the context; the 30th is computed from it.
        int[] first = greedy(decoder, 30, PROMPT);
        int[] rest = greedy(decoder, 10, Arrays.copyOfRange(first, 25, 30));
        assertThat(Arrays.copyOf(tokens, 30)).isEqualTo(first);
        assertThat(Arrays.copyOfRange(tokens, 30, 40)).isEqualTo(rest);
        assertThat(decoder.openSessions()).isZero();
    }

    @Test
    void aConsumerThatThrows_leavesNoSession() {
        assertThatIllegalStateException().isThrownBy(() -> {
            try (Streaming<Integer> stream = generator.stream(PROMPT, GenerationOptions.greedy(20))) {
                stream.forEachRemaining(token -> {
                    throw new IllegalStateException("enough");
                });
            }
        });
        assertThat(decoder.openSessions()).isZero();
    }

    @Test
    void closing_endsTheStream() {
        Streaming<Integer> stream = generator.stream(PROMPT, GenerationOptions.greedy(20));
        stream.next();

        stream.close();

        assertThat(stream.hasNext()).isFalse();
        assertThat(stream.finish()).contains(FinishReason.CANCELLED);
        assertThat(decoder.openSessions()).isZero();
        stream.close();
    }

    @Test
    void aDecoderThatFails_closesTheStream_andAnotherOneWorks() {
        decoder.failingAtCall(3);
        Streaming<Integer> stream = generator.stream(PROMPT, GenerationOptions.greedy(20));
        stream.next();
        stream.next();

        assertThatIllegalStateException().isThrownBy(stream::next).withMessage("out of luck");
        assertThat(stream.hasNext()).isFalse();
        assertThat(decoder.openSessions()).isZero();
        assertThat(generator.generate(PROMPT, GenerationOptions.greedy(4))).hasSize(4);
    }

    @Test
    void anInterruptedThread_isToldSo_andStaysInterrupted() {
        Streaming<Integer> stream = generator.stream(PROMPT, GenerationOptions.greedy(20));
        stream.next();
        Thread.currentThread().interrupt();
        try {
            assertThatExceptionOfType(CancellationException.class)
                    .isThrownBy(stream::hasNext)
                    .withMessage("The thread was interrupted after 1 tokens were generated.");
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(decoder.openSessions()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 4", "2, 3", "3, 7", "4, 2"})
    void speculation_givesExactlyTheGreedyTokens(int seen, int guesses) {
        TableDecoder large = new TableDecoder(VOCABULARY, RandomLogits.ofTheLast(3, VOCABULARY, 5));
        TableDecoder small = new TableDecoder(VOCABULARY, RandomLogits.ofTheLast(seen, VOCABULARY, 5));
        TokenGenerator of = new TokenGenerator(large, 64, Set.of());
        for (int start = 0; start < VOCABULARY; start++) {
            int[] prompt = {start, 3, 4};
            int[] expected = greedy(large, 62, prompt);
            int before = large.calls();

            try (Streaming<Integer> stream = of.speculate(
                    prompt, GenerationOptions.builder().build(), new TokenGenerator(small, 40, Set.of()), guesses)) {
                assertThat(TokenGenerator.collect(stream)).isEqualTo(expected);
            }
            // A draft that is right makes for fewer calls of the large decoder.
            assertThat(large.calls() - before).isLessThanOrEqualTo(seen == 3 ? 64 - 20 : 64);
        }
        assertThat(large.openSessions()).isZero();
        assertThat(small.openSessions()).isZero();
    }

    @Test
    void speculation_withAPenalty_isGreedyWithThatPenalty() {
        TableDecoder small = new TableDecoder(VOCABULARY, RandomLogits.ofTheLast(2, VOCABULARY, 1));
        GenerationOptions options =
                GenerationOptions.builder().maxTokens(20).repetitionPenalty(1.7).build();

        try (Streaming<Integer> stream =
                generator.speculate(PROMPT, options, new TokenGenerator(small, 32, Set.of()), 3)) {
            assertThat(TokenGenerator.collect(stream)).isEqualTo(generator.generate(PROMPT, options));
        }
    }

    @Test
    void speculation_needsGreedyOptions_andOneVocabulary() {
        TokenGenerator other = new TokenGenerator(new TableDecoder(7, RandomLogits.of(7, 1)), 32, Set.of());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> generator.speculate(PROMPT, GenerationOptions.greedy(3), other, 2))
                .withMessage("draft: expected a decoder with the same vocabulary of 11 tokens, got 7");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> generator.speculate(
                        PROMPT, GenerationOptions.builder().temperature(1).build(), generator, 2))
                .withMessage("temperature: expected 0 (speculative decoding is greedy), got 1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> generator.speculate(
                        PROMPT, GenerationOptions.builder().stopWord("end").build(), generator, 2))
                .withMessage("stopWords: expected none (these are token ids; use stopIds), got [end]");
        assertThat(decoder.openSessions()).isZero();
    }
}
