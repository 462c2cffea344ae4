package dev.heed.models.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.heed.decoder.DecoderSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What goes wrong in a running batch, and whom it hurts. */
final class TokenBatchFailureTest {
    private static final int VOCABULARY = 11;
    private static final int[] PROMPT = {1, 2, 3};
    private static final int[] OTHER = {4};
    private static final GenerationOptions TEN = GenerationOptions.greedy(10);

    private final TableDecoder decoder = new TableDecoder(VOCABULARY, RandomLogits.of(VOCABULARY, 1));
    private final TokenGenerator generator = new TokenGenerator(decoder, 32, Set.of());
    private final DeferredExecutor executor = new DeferredExecutor();
    private final TokenBatch batch = generator.batch(3, executor);

    @AfterEach
    void noSessionIsLeft() {
        assertThat(decoder.openSessions()).isZero();
    }

    private static void requireSame(
            CompletableFuture<Generated<List<Integer>>> result, TokenGenerator generator, int[] prompt) {
        assertThat(result).isDone();
        assertThat(result.join().content())
                .isEqualTo(
                        Arrays.stream(generator.generate(prompt, TEN)).boxed().toList());
    }

    private static void requireFailed(CompletableFuture<?> result, Class<? extends Throwable> type, String message) {
        assertThat(result)
                .isCompletedExceptionally()
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .isInstanceOf(type)
                .withMessage(message);
    }

    @Test
    void aProcessorThatThrows_failsItsPromptAlone() {
        GenerationOptions failing = GenerationOptions.builder()
                .processor((tokens, logits) -> {
                    if (tokens.length == 6) {
                        throw new ArithmeticException("no good");
                    }
                })
                .build();
        var bad = batch.submit(PROMPT, failing);
        var good = batch.submit(OTHER, TEN);

        executor.work();

        requireFailed(bad, ArithmeticException.class, "no good");
        requireSame(good, generator, OTHER);
    }

    @Test
    void aConsumerThatThrows_failsItsPromptAlone() {
        List<Integer> taken = new ArrayList<>();
        var bad = batch.submit(PROMPT, TEN, token -> {
            taken.add(token);
            if (taken.size() == 2) {
                throw new AssertionError("enough");
            }
        });
        var good = batch.submit(OTHER, TEN);

        executor.work();

        requireFailed(bad, AssertionError.class, "enough");
        assertThat(taken).hasSize(2);
        requireSame(good, generator, OTHER);
    }

    @Test
    void aPromptThatTheDecoderFailsAt_failsAlone() {
        Function<List<Integer>, float[]> logits = RandomLogits.of(VOCABULARY, 1);
        TableDecoder failing = new TableDecoder(VOCABULARY, tokens -> {
            if (tokens.get(0) == PROMPT[0] && tokens.size() == 5) {
                throw new OutOfMemoryError("too much");
            }
            return logits.apply(tokens);
        });
        TokenGenerator of = new TokenGenerator(failing, 32, Set.of());
        TokenBatch three = of.batch(3, executor);
        var before = three.submit(new int[] {8, 8}, TEN);
        var bad = three.submit(PROMPT, TEN);
        var good = three.submit(OTHER, TEN);

        executor.work();

        requireFailed(bad, OutOfMemoryError.class, "too much");
        requireSame(before, of, new int[] {8, 8});
        requireSame(good, of, OTHER);
        assertThat(failing.openSessions()).isZero();
    }

    @Test
    void aPromptThatCannotJoin_failsAlone() {
        BatchEntry refusing = new BatchEntry() {
            private final BatchEntry usual = new PromptEntry(generator);

            @Override
            public GrowingText begin(int[] prompt, GenerationOptions options) {
                return usual.begin(prompt, options);
            }

            @Override
            public void join(int[] prompt, DecoderSession session) {
                if (prompt[0] == PROMPT[0]) {
                    throw new OutOfMemoryError("no room");
                }
                usual.join(prompt, session);
            }
        };
        TokenBatch two = generator.batch(refusing, BatchOptions.of(2), executor);
        var alone = two.submit(PROMPT, TEN);
        executor.work();
        var first = two.submit(PROMPT, TEN);
        var good = two.submit(OTHER, TEN);
        var second = two.submit(PROMPT, TEN);
        var last = two.submit(OTHER, TEN);

        executor.work();

        for (var bad : List.of(alone, first, second)) {
            requireFailed(bad, OutOfMemoryError.class, "no room");
        }
        requireSame(good, generator, OTHER);
        requireSame(last, generator, OTHER);
    }

    @Test
    void aCallThatFailsOnce_hurtsNobody() {
        decoder.failingAtCall(4);
        var one = batch.submit(PROMPT, TEN);
        var two = batch.submit(OTHER, TEN);

        executor.work();

        requireSame(one, generator, PROMPT);
        requireSame(two, generator, OTHER);
    }

    @Test
    void aDecoderThatIsClosed_failsThemAll() {
        var one = batch.submit(PROMPT, TEN);
        var two = batch.submit(OTHER, TEN);
        decoder.close();

        executor.work();

        requireFailed(one, IllegalStateException.class, "decoder 'table' is closed.");
        requireFailed(two, IllegalStateException.class, "decoder 'table' is closed.");
    }

    @Test
    void closing_cancelsWhatRunsAndWhatWaits() {
        List<CompletableFuture<Generated<List<Integer>>>> results = new ArrayList<>();
        results.add(batch.submit(PROMPT, TEN, token -> {
            if (results.get(3).isDone()) {
                throw new IllegalStateException("called after close");
            }
            batch.close();
        }));
        IntStream.range(0, 4).forEach(i -> results.add(batch.submit(OTHER, TEN)));

        executor.work();

        assertThat(results).allMatch(CompletableFuture::isCancelled);
        assertThatIllegalStateException()
                .isThrownBy(() -> batch.submit(PROMPT, TEN))
                .withMessage("The batch is closed.");
        batch.close();
    }

    @Test
    void closedBeforeAnythingRuns_itOpensNoSession() {
        var result = batch.submit(PROMPT, TEN);

        batch.close();
        executor.work();

        assertThat(result).isCancelled();
        assertThat(decoder.calls()).isZero();
    }

    @Test
    void anExecutorThatRejects_isToldToTheCaller_andTheNextPromptRuns() {
        AtomicBoolean full = new AtomicBoolean(true);
        TokenBatch some = generator.batch(2, task -> {
            if (full.get()) {
                throw new RejectedExecutionException("full");
            }
            executor.execute(task);
        });
        assertThatExceptionOfType(RejectedExecutionException.class)
                .isThrownBy(() -> some.submit(PROMPT, TEN))
                .withMessage("full");
        full.set(false);

        var next = some.submit(OTHER, TEN);
        executor.work();

        requireSame(next, generator, OTHER);
        assertThat(decoder.mostRows()).isEqualTo(1);
    }

    @Test
    void anInterruptedThread_cancelsThemAll_andStaysInterrupted() {
        var one = batch.submit(PROMPT, TEN, token -> Thread.currentThread().interrupt());
        var others = IntStream.range(0, 5)
                .mapToObj(i -> batch.submit(OTHER, GenerationOptions.greedy(20)))
                .toList();
        try {
            executor.work();

            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(one).isCancelled();
        assertThat(others).allMatch(CompletableFuture::isCancelled);
        // Those that waited were not begun.
        assertThat(decoder.calls()).isEqualTo(1);

        var next = batch.submit(OTHER, TEN);
        executor.work();
        requireSame(next, generator, OTHER);
    }
}
