package dev.heed.models.generate;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Generates from many prompts at once, on token ids: each has a row in one running session of the decoder, which it
 * joins when it comes and leaves at its end (continuous batching, Yu et al., 2022). So many rows cost little more time
 * than one; the tokens of each are those of the prompt alone.
 *
 * <p>Any number of threads may submit. What is submitted waits for a place, in the order in which it came; only so many
 * may wait ({@link BatchOptions}), one more is refused at once. To submit never blocks: who has more prompts than may wait
 * submits the next one when one has ended, or was cancelled.
 *
 * <p>The executor computes, in one task as long as there is work; futures complete and consumers are called in its
 * thread, so either shall be quick. If that thread is interrupted, all that is under way or waits fails with a
 * {@link java.util.concurrent.CancellationException}. A prompt that fails, because its logits processor or its consumer
 * throws, fails its own future, and hurts no other.
 *
 * <p>In a batch of a {@link Seq2Seq}, a prompt is what the encoder reads. It is encoded, by the executor, when it gets a
 * row; what that row's tokens attend to is its own.
 */
public final class TokenBatch implements AutoCloseable {
    private final TokenGenerator generator;
    private final BatchEntry entry;
    private final RunningBatch batch;

    TokenBatch(TokenGenerator generator, BatchEntry entry, RunningBatch batch) {
        this.generator = generator;
        this.entry = entry;
        this.batch = batch;
    }

    /** As {@link #submit(int[], GenerationOptions, Consumer)}, for those who wait for the end. */
    public CompletableFuture<Generated<List<Integer>>> submit(int[] prompt, GenerationOptions options) {
        return submit(prompt, options, token -> {});
    }

    /**
     * Goes on from a prompt. Cancelling the future frees the row.
     *
     * @param consumer gets the tokens as they come
     * @return all of them, at the end
     * @throws IllegalArgumentException as {@link TokenGenerator#stream(int[], GenerationOptions)}
     * @throws IllegalStateException if the batch is closed
     * @throws java.util.concurrent.RejectedExecutionException if as many prompts wait as may, or the executor does not
     *     take on the work
     */
    public CompletableFuture<Generated<List<Integer>>> submit(
            int[] prompt, GenerationOptions options, Consumer<? super Integer> consumer) {
        TokenGenerator.requireNoStopWords(options);
        return submit(prompt, options, consumer, stream -> stream, List::copyOf);
    }

    /**
     * Goes on from a prompt.
     *
     * @param shaping makes pieces of tokens
     * @param joining makes the result of the pieces
     */
    <T, R> CompletableFuture<Generated<R>> submit(
            int[] prompt,
            GenerationOptions options,
            Consumer<? super T> consumer,
            Function<TokenStream, SteppedStream<T>> shaping,
            Function<List<T>, R> joining) {
        GrowingText text = entry.begin(prompt, options);
        int[] own = prompt.clone();
        BatchRow<T, R> row = new BatchRow<>(
                session -> entry.join(own, session),
                text,
                source -> shaping.apply(generator.ending(source, options)),
                consumer,
                joining);
        batch.add(row);
        return row.result();
    }

    /** Cancels what has not ended. Does nothing the second time. */
    @Override
    public void close() {
        batch.close();
    }
}
