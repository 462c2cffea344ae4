package dev.heed.models.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenBatchTest {
    private static final int VOCABULARY = 11;
    private static final int CONTEXT = 32;
    private static final int[] PROMPT = {1, 2, 3};
    private static final GenerationOptions TEN = GenerationOptions.greedy(10);

    private final TableDecoder decoder = new TableDecoder(VOCABULARY, RandomLogits.of(VOCABULARY, 1));
    private final TokenGenerator generator = new TokenGenerator(decoder, CONTEXT, Set.of());
    private final DeferredExecutor executor = new DeferredExecutor();
    private final TokenBatch batch = generator.batch(3, executor);

    @AfterEach
    void noSessionIsLeft() {
        assertThat(decoder.openSessions()).isZero();
    }

    /** Prompts of different lengths, with different options. */
    private static GenerationOptions options(int number) {
        GenerationOptionsBuilder options = GenerationOptions.builder();
        switch (number % 5) {
            case 0 -> options.maxTokens(1 + number % 10);
            case 1 -> options.temperature(1.3).seed(number).stopId(4);
            case 2 -> options.temperature(0.7).topK(5).topP(0.9).minP(0.05).seed(number);
            case 3 -> options.repetitionPenalty(1.5).maxTokens(1 + number % 9);
            default -> options.maxTokens(60).overflow(new ContextOverflow.Slide(4 + number / 5));
        }
        return options.build();
    }

    private static int[] prompt(int number) {
        return new Random(number).ints(1 + 5 * number % 23, 0, VOCABULARY).toArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 40})
    void dec09_eachPromptHasTheTokensThatItHasAlone(int rows) {
        TokenBatch many = generator.batch(rows, executor);
        List<CompletableFuture<Generated<List<Integer>>>> results = IntStream.range(0, 30)
                .mapToObj(i -> many.submit(prompt(i), options(i)))
                .toList();

        executor.work();

        assertThat(decoder.mostRows()).isEqualTo(Math.min(rows, 30));
        assertThat(decoder.openSessions()).isZero();
        for (int i = 0; i < results.size(); i++) {
            try (Streaming<Integer> alone = generator.stream(prompt(i), options(i))) {
                List<Integer> tokens = new ArrayList<>();
                alone.forEachRemaining(tokens::add);
                assertThat(results.get(i))
                        .as("prompt %d", i)
                        .isCompletedWithValue(new Generated<>(
                                tokens, alone.tokens(), alone.finish().orElseThrow()));
            }
        }
    }

    @Test
    void rowsAreMovedOnTogether() {
        var results = IntStream.range(0, 9)
                .mapToObj(i -> batch.submit(prompt(i), TEN))
                .toList();

        executor.work();

        assertThat(results).allMatch(CompletableFuture::isDone);
        assertThat(decoder.calls()).isEqualTo(3 * 10);
    }

    @Test
    void aRowThatIsFree_isTakenAtTheNextStep() {
        TokenBatch two = generator.batch(2, executor);
        var first = two.submit(prompt(3), GenerationOptions.greedy(2));
        var longOne = two.submit(PROMPT, GenerationOptions.greedy(22));
        var shortOnes = IntStream.range(0, 10)
                .mapToObj(i -> two.submit(prompt(i), GenerationOptions.greedy(2)))
                .toList();

        executor.work();

        assertThat(first).isDone();
        assertThat(longOne).isDone();
        assertThat(shortOnes).allMatch(CompletableFuture::isDone);
        assertThat(decoder.calls()).isEqualTo(22);
    }

    @Test
    void aPromptThatComesLater_joinsTheRunningBatch_andAShortOneIsReadyFirst() {
        List<String> events = new ArrayList<>();
        List<CompletableFuture<Generated<List<Integer>>>> late = new ArrayList<>();
        List<CompletableFuture<Void>> ready = new ArrayList<>();
        CompletableFuture<Generated<List<Integer>>> early = batch.submit(PROMPT, TEN, token -> {
            events.add("early");
            if (events.size() == 4) {
                late.add(batch.submit(new int[] {5}, GenerationOptions.greedy(2), other -> events.add("late")));
                ready.add(late.get(0).thenRun(() -> events.add("ready")));
            }
        });

        executor.work();

        assertThat(events)
                .containsExactly(
                        "early", "early", "early", "early", "early", "late", "early", "late", "ready", "early", "early",
                        "early", "early");
        assertThat(ready).allMatch(CompletableFuture::isDone);
        assertThat(content(early)).isEqualTo(alone(PROMPT, TEN));
        assertThat(content(late.get(0))).isEqualTo(alone(new int[] {5}, GenerationOptions.greedy(2)));
    }

    private List<Integer> alone(int[] prompt, GenerationOptions options) {
        return Arrays.stream(generator.generate(prompt, options)).boxed().toList();
    }

    private static List<Integer> content(CompletableFuture<Generated<List<Integer>>> result) {
        assertThat(result).isDone();
        return result.join().content();
    }

    @Test
    void aLongPrompt_isFedInParts_whileOthersGoOn() {
        TokenGenerator roomy = new TokenGenerator(decoder, 4000, Set.of());
        List<String> events = new ArrayList<>();
        TokenBatch two = roomy.batch(2, executor);
        int[] prompt = new Random(5).ints(1000, 0, VOCABULARY).toArray();
        var longOne = two.submit(prompt, TEN, token -> events.add("long"));
        var shortOne = two.submit(PROMPT, TEN, token -> events.add("short"));

        executor.work();

        assertThat(events.subList(0, 5)).containsExactly("short", "short", "short", "long", "short");
        assertThat(decoder.mostTokens()).isLessThanOrEqualTo(512);
        assertThat(content(longOne))
                .isEqualTo(Arrays.stream(roomy.generate(prompt, TEN)).boxed().toList());
        assertThat(content(shortOne)).isEqualTo(alone(PROMPT, TEN));
    }

    @Test
    void cancelling_freesTheRow_andHurtsNoOther() {
        List<Integer> taken = new ArrayList<>();
        var victim = batch.submit(PROMPT, TEN, taken::add);
        List<CompletableFuture<Generated<List<Integer>>>> behind = new ArrayList<>();
        List<Integer> takenBehind = new ArrayList<>();
        var other = batch.submit(new int[] {9}, TEN, token -> {
            if (taken.size() == 3) {
                victim.cancel(true);
                behind.get(0).cancel(true);
            }
        });
        behind.add(batch.submit(PROMPT, TEN, takenBehind::add));

        executor.work();

        assertThat(victim).isCancelled();
        assertThat(taken).hasSize(3);
        // Its third token was computed in the same step, but came after it was cancelled.
        assertThat(takenBehind).hasSize(2);
        assertThat(content(other)).isEqualTo(alone(new int[] {9}, TEN));
    }

    @Test
    void cancelledBeforeItsTurn_itNeverRuns() {
        List<Integer> taken = new ArrayList<>();
        List<CompletableFuture<Generated<List<Integer>>>> others =
                IntStream.range(0, 3).mapToObj(i -> batch.submit(PROMPT, TEN)).toList();
        var waiting = batch.submit(PROMPT, TEN, taken::add);
        waiting.cancel(true);

        executor.work();

        assertThat(taken).isEmpty();
        assertThat(decoder.calls()).isEqualTo(10);
        assertThat(others).allMatch(CompletableFuture::isDone);
    }

    @Test
    void aPromptThatFinished_cannotBeCancelled_andItsRowIsAnothers() {
        List<CompletableFuture<Generated<List<Integer>>>> finished = new ArrayList<>();
        List<Boolean> cancelled = new ArrayList<>();
        TokenBatch one = generator.batch(1, executor);
        finished.add(one.submit(PROMPT, TEN));
        var next = one.submit(
                new int[] {9}, TEN, token -> cancelled.add(finished.get(0).cancel(true)));

        executor.work();

        assertThat(cancelled).hasSize(10).containsOnly(false);
        assertThat(content(finished.get(0))).isEqualTo(alone(PROMPT, TEN));
        assertThat(content(next)).isEqualTo(alone(new int[] {9}, TEN));
    }

    @Test
    void manyThreadsSubmit_toOneBatch() {
        ExecutorService worker = Executors.newSingleThreadExecutor();
        try (TokenBatch shared = generator.batch(4, worker)) {
            List<Generated<List<Integer>>> results = IntStream.range(0, 60)
                    .parallel()
                    .mapToObj(i -> shared.submit(prompt(i), options(i)).join())
                    .toList();

            assertThat(IntStream.range(0, 60).mapToObj(i -> alone(prompt(i), options(i))))
                    .containsExactlyElementsOf(
                            results.stream().map(Generated::content).toList());
        } finally {
            worker.shutdown();
        }
    }

    @Test
    void betweenPrompts_itHoldsNothing_andGoesOn() {
        var first = batch.submit(PROMPT, TEN);
        executor.work();
        assertThat(decoder.openSessions()).isZero();

        var second = batch.submit(PROMPT, TEN);
        executor.work();

        assertThat(content(second)).isEqualTo(content(first));
    }

    @Test
    void whatDoesNotFit_isRefusedAsItIsForOnePrompt() {
        for (int[] bad : new int[][] {{}, {1, 11}, {-1}, new int[CONTEXT + 1], new int[CONTEXT - 3]}) {
            String message = catchThrowable(() -> generator.stream(bad, TEN)).getMessage();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> batch.submit(bad, TEN))
                    .withMessage(message);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> batch.submit(
                        PROMPT, GenerationOptions.builder().stopWord("end").build()))
                .withMessage("stopWords: expected none (these are token ids; use stopIds), got [end]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> generator.batch(0, executor))
                .withMessage("rows: expected 1 or more, got 0");
        executor.work();
        assertThat(decoder.calls()).isZero();
    }
}
