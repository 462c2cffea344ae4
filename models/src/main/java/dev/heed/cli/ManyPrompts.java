package dev.heed.cli;

import dev.heed.conformance.cli.FailureSentence;
import dev.heed.models.generate.BatchOptions;
import dev.heed.models.generate.Generated;
import dev.heed.models.generate.GenerationOptions;
import dev.heed.models.generate.TextBatch;
import dev.heed.models.generate.TextGenerator;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Goes on from the lines of a text, many at once, in constant memory, and writes what comes of each as soon as it ends.
 */
final class ManyPrompts {
    private final TextGenerator generator;
    private final IntFunction<GenerationOptions> options;
    private final GeneratedWriter writer;
    private int ended;
    private int failed;
    private int tokens;
    private boolean unwritable;

    /**
     * Prompts for a generator.
     *
     * @param options how tokens are chosen where there is room for so many
     */
    ManyPrompts(TextGenerator generator, IntFunction<GenerationOptions> options, GeneratedWriter writer) {
        this.generator = generator;
        this.options = options;
        this.writer = writer;
    }

    /** Goes on from all lines, of which so many move on together; ends early if the results cannot be written. */
    void run(TextLines lines, int rows) throws IOException {
        // As many again are at hand when a row gets free.
        int most = (int) Math.min(Integer.MAX_VALUE, 2L * rows);
        BatchOptions batchOptions = BatchOptions.of(rows).withWaiting(most - rows);
        Semaphore places = new Semaphore(most);
        ExecutorService executor = Executors.newSingleThreadExecutor(ManyPrompts::daemon);
        try (TextBatch batch = generator.batch(batchOptions, executor)) {
            try {
                for (Optional<TextLine> line = lines.next(); line.isPresent() && !isUnwritable(); line = lines.next()) {
                    begin(batch, line.get(), places);
                }
            } finally {
                if (!isUnwritable()) {
                    places.acquireUninterruptibly(most);
                }
            }
        } finally {
            executor.shutdown();
        }
    }

    private void begin(TextBatch batch, TextLine prompt, Semaphore places) {
        places.acquireUninterruptibly();
        try {
            var unused = submit(batch, prompt).whenComplete((generated, failure) -> {
                take(prompt, generated, failure);
                places.release();
            });
        } catch (RuntimeException | Error notBegun) {
            places.release();
            throw notBegun;
        }
    }

    private CompletableFuture<Generated<String>> submit(TextBatch batch, TextLine prompt) {
        try {
            int[] ids = generator.tokenize(prompt.text());
            return batch.submit(ids, options.apply(generator.tokens().context() - ids.length + 1), piece -> {});
        } catch (IllegalArgumentException bad) {
            return CompletableFuture.failedFuture(bad);
        }
    }

    private synchronized void take(
            TextLine prompt, @Nullable Generated<String> generated, @Nullable Throwable failure) {
        if (unwritable) {
            return;
        }
        ended++;
        try {
            if (generated != null) {
                tokens += generated.tokens();
                writer.write(prompt, generated);
            } else if (failure != null) {
                failed++;
                writer.write(prompt, FailureSentence.of(failure));
            }
        } catch (IOException e) {
            // Standard output remembers why.
            unwritable = true;
        }
    }

    private synchronized boolean isUnwritable() {
        return unwritable;
    }

    /** How many prompts have ended. */
    synchronized int ended() {
        return ended;
    }

    /** Of how many there is no text. */
    synchronized int failed() {
        return failed;
    }

    /** How many tokens were generated. */
    synchronized int tokens() {
        return tokens;
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "heed-generate");
        thread.setDaemon(true);
        return thread;
    }
}
