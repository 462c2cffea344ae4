package dev.heed.models.generate;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Generates from many prompts at once, each in a row of one running session of the decoder. How rows are shared, and who
 * computes, is told at {@link TokenBatch}.
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
 */
public final class TextBatch implements AutoCloseable {
    private final TextGenerator generator;
    private final TokenBatch tokens;

    TextBatch(TextGenerator generator, TokenBatch tokens) {
        this.generator = generator;
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
     * @throws java.util.concurrent.RejectedExecutionException if the executor does not take on the work
     */
    public CompletableFuture<Generated<String>> submit(String prompt, GenerationOptions options) {
        return submit(generator.tokenize(prompt), options, piece -> {});
    }

    /**
     * As {@link #submit(String, GenerationOptions)}, for a prompt that {@link TextGenerator#tokenize} made.
     *
     * @param consumer gets the pieces of the text as they come
     */
    public CompletableFuture<Generated<String>> submit(
            int[] prompt, GenerationOptions options, Consumer<? super String> consumer) {
        return tokens.submit(
                prompt, options, consumer, generator.text(prompt, options), pieces -> String.join("", pieces));
    }

    /** Cancels what has not ended. Does nothing the second time. */
    @Override
    public void close() {
        tokens.close();
    }
}
