package dev.heed.models.generate;

import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Generates from many prompts at once, each in a row of one running session of the decoder. How rows are shared, who
 * computes, and how many may wait, is told at {@link TokenBatch}.
 *
 * <pre>{@code
 * ExecutorService executor = Executors.newSingleThreadExecutor();
 * try (TextBatch batch = generator.batch(16, executor)) {
 *     var cat = batch.submit("The cat", GenerationOptions.greedy(50));
 *     var dog = batch.submit("The dog", GenerationOptions.greedy(50));
 *     System.out.println(cat.join().content() + dog.join().content());
 * }
 * executor.shutdown();
 * }</pre>
 *
 * <p>In a batch of a {@link Seq2Seq}, a prompt is what the encoder reads.
 */
public final class TextBatch implements AutoCloseable {
    private final Function<String, int[]> tokenizing;
    private final BiFunction<int[], GenerationOptions, Function<TokenStream, SteppedStream<String>>> shaping;
    private final TokenBatch tokens;

    /**
     * A batch of texts.
     *
     * @param tokenizing makes tokens of a prompt
     * @param shaping makes text of the tokens that come of a prompt
     */
    TextBatch(
            Function<String, int[]> tokenizing,
            BiFunction<int[], GenerationOptions, Function<TokenStream, SteppedStream<String>>> shaping,
            TokenBatch tokens) {
        this.tokenizing = tokenizing;
        this.shaping = shaping;
        this.tokens = tokens;
    }

    /** The same on token ids, in rows of the same session. It ends with this one. */
    public TokenBatch tokens() {
        return tokens;
    }

    /**
     * Goes on from a prompt. Cancelling the future frees the row.
     *
     * @return what comes after the prompt
     * @throws dev.heed.models.files.ModelException if the model's folder has no tokenizer
     * @throws IllegalArgumentException as {@link TextGenerator#stream(String, GenerationOptions)}
     * @throws IllegalStateException if the batch is closed
     * @throws java.util.concurrent.RejectedExecutionException if as many prompts wait as may, or the executor does not
     *     take on the work
     */
    public CompletableFuture<Generated<String>> submit(String prompt, GenerationOptions options) {
        return submit(tokenizing.apply(prompt), options, piece -> {});
    }

    /**
     * As {@link #submit(String, GenerationOptions)}, for a prompt that {@link TextGenerator#tokenize} or
     * {@link Seq2Seq#tokenize} made.
     *
     * @param consumer gets the pieces of the text as they come
     */
    public CompletableFuture<Generated<String>> submit(
            int[] prompt, GenerationOptions options, Consumer<? super String> consumer) {
        return tokens.submit(
                prompt, options, consumer, shaping.apply(prompt, options), pieces -> String.join("", pieces));
    }

    /** Cancels what has not ended. Does nothing the second time. */
    @Override
    public void close() {
        tokens.close();
    }
}
