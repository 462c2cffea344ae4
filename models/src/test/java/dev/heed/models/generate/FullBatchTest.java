package dev.heed.models.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A running batch for which as many prompts wait as may. */
final class FullBatchTest {
    private static final int VOCABULARY = 11;
    private static final int[] PROMPT = {1, 2, 3};
    private static final GenerationOptions TEN = GenerationOptions.greedy(10);
    private static final String FULL = "The batch is full: it takes 2 prompts (rows), and 3 more wait (waiting); submit"
            + " again when one has ended, or let more wait.";

    private final TableDecoder decoder = new TableDecoder(VOCABULARY, RandomLogits.of(VOCABULARY, 1));
    private final TokenGenerator generator = new TokenGenerator(decoder, 32, Set.of());
    private final DeferredExecutor executor = new DeferredExecutor();
    private final TokenBatch batch = generator.batch(BatchOptions.of(2).withWaiting(3), executor);
    private final List<CompletableFuture<Generated<List<Integer>>>> taken = new ArrayList<>();

    private void fill() {
        IntStream.range(0, 5).forEach(i -> taken.add(batch.submit(PROMPT, TEN)));
    }

    @AfterEach
    void noSessionIsLeft() {
        assertThat(decoder.openSessions()).isZero();
    }

    private void requireFull() {
        assertThatExceptionOfType(RejectedExecutionException.class)
                .isThrownBy(() -> batch.submit(PROMPT, TEN))
                .withMessage(FULL);
    }

    private void requireSame(CompletableFuture<Generated<List<Integer>>> result) {
        assertThat(result).isDone();
        assertThat(result.join().content())
                .isEqualTo(
                        Arrays.stream(generator.generate(PROMPT, TEN)).boxed().toList());
    }

    @Test
    void onePromptMore_isRefused_andHurtsNoOther() {
        fill();

        requireFull();
        executor.work();

        taken.forEach(this::requireSame);
        assertThat(decoder.mostRows()).isEqualTo(2);
    }

    @Test
    void whileTheyRun_asManyMayCome_asHaveEnded() {
        List<Integer> came = new ArrayList<>();
        taken.add(batch.submit(PROMPT, GenerationOptions.greedy(1)));
        taken.add(batch.submit(PROMPT, TEN, token -> {
            came.add(token);
            if (came.size() == 1) {
                taken.add(batch.submit(PROMPT, TEN));
                requireFull();
            }
        }));
        IntStream.range(0, 3).forEach(i -> taken.add(batch.submit(PROMPT, TEN)));
        requireFull();

        executor.work();

        assertThat(came).hasSize(10);
        assertThat(taken).hasSize(6).allMatch(CompletableFuture::isDone);
        taken.subList(1, 6).forEach(this::requireSame);
    }

    @Test
    void whoeverIsCancelled_makesRoom_whetherItWaitedOrRan() {
        fill();
        taken.get(4).cancel(true);
        taken.add(batch.submit(PROMPT, TEN));
        requireFull();
        List<CompletableFuture<Generated<List<Integer>>>> running = new ArrayList<>();
        taken.get(3).cancel(true);
        running.add(batch.submit(PROMPT, TEN));
        taken.get(0).cancel(true);
        running.add(batch.submit(PROMPT, TEN));
        requireFull();

        executor.work();

        running.forEach(this::requireSame);
        assertThat(IntStream.range(0, 6).filter(i -> taken.get(i).isCancelled()))
                .containsExactly(0, 3, 4);
    }

    @Test
    void aRowThatWasCancelledWhileItRan_makesRoomAtOnce() {
        List<CompletableFuture<Generated<List<Integer>>>> more = new ArrayList<>();
        taken.add(batch.submit(PROMPT, TEN));
        taken.add(batch.submit(PROMPT, TEN, token -> {
            if (more.isEmpty()) {
                requireFull();
                taken.get(0).cancel(true);
                more.add(batch.submit(PROMPT, TEN));
                requireFull();
            }
        }));
        IntStream.range(0, 3).forEach(i -> taken.add(batch.submit(PROMPT, TEN)));

        executor.work();

        assertThat(taken.get(0)).isCancelled();
        taken.subList(1, 5).forEach(this::requireSame);
        more.forEach(this::requireSame);
    }

    @Test
    void closing_cancelsWhoWaits_andSaysThatItIsClosed_notThatItIsFull() {
        fill();

        batch.close();

        assertThat(taken).allMatch(CompletableFuture::isCancelled);
        assertThatIllegalStateException()
                .isThrownBy(() -> batch.submit(PROMPT, TEN))
                .withMessage("The batch is closed.");
        executor.work();
        assertThat(decoder.calls()).isZero();
    }

    @Test
    void nobodyIsHeldUp_notEvenAnInterruptedThread_andItsPromptGoesOn() {
        Thread.currentThread().interrupt();
        try {
            fill();
            requireFull();
            assertThatExceptionOfType(InterruptedException.class)
                    .isThrownBy(() -> taken.get(0).get());
        } finally {
            // Waiting for the result has told of the interruption.
            assertThat(Thread.interrupted()).isFalse();
        }

        executor.work();

        taken.forEach(this::requireSame);
    }

    @Test
    void nobodyNeedsToWait_whereNobodyMay() {
        TokenBatch one = generator.batch(BatchOptions.of(1).withWaiting(0), executor);
        taken.add(one.submit(PROMPT, TEN));
        assertThatExceptionOfType(RejectedExecutionException.class)
                .isThrownBy(() -> one.submit(PROMPT, TEN))
                .withMessageStartingWith("The batch is full: it takes 1 prompts (rows), and 0 more wait");
        executor.work();
        taken.add(one.submit(PROMPT, TEN));
        executor.work();

        taken.forEach(this::requireSame);
    }

    @Test
    void withoutAWord_aThousandMayWait() {
        assertThat(BatchOptions.of(7)).isEqualTo(new BatchOptions(7, 1024));
        TokenBatch usual = generator.batch(7, executor);
        IntStream.range(0, 1031).forEach(i -> taken.add(usual.submit(PROMPT, GenerationOptions.greedy(1))));
        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> usual.submit(PROMPT, TEN));
        // As many as can be said do not overflow.
        TokenBatch endless = generator.batch(new BatchOptions(Integer.MAX_VALUE, Integer.MAX_VALUE), executor);
        endless.submit(PROMPT, TEN).cancel(true);

        executor.work();

        assertThat(taken).allMatch(CompletableFuture::isDone);
    }

    @Test
    void numbersOutOfRange_areNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BatchOptions.of(0))
                .withMessage("rows: expected 1 or more, got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BatchOptions.of(1).withWaiting(-1))
                .withMessage("waiting: expected 0 or more, got -1");
    }
}
