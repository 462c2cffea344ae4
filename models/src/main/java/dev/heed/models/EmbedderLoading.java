package dev.heed.models;

import dev.heed.Backend;
import dev.heed.Execution;
import dev.heed.Precision;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.Positions;
import dev.heed.models.internal.Closing;
import dev.heed.models.text.TextTokenizer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Loads a model's three slow parts side by side: the backend's engine, the tokenizer with its native library, and the
 * weights. If one fails, what the others have opened is closed again.
 */
final class EmbedderLoading {
    private final ModelSource source;
    private final SentenceSettings settings;
    private final Precision precision;

    EmbedderLoading(ModelSource source, UnaryOperator<SentenceSettings> choices, Precision precision) {
        this.source = source;
        this.settings = choices.apply(source.settings());
        this.precision = precision;
    }

    TextEmbedder load(Supplier<Backend> opening, boolean ownsBackend) {
        ExecutorService threads = Executors.newFixedThreadPool(2, EmbedderLoading::daemon);
        Deque<AutoCloseable> opened = new ArrayDeque<>();
        try {
            Future<Backend> openingBackend = threads.submit(opening::get);
            Future<TextTokenizer> openingTokenizer = threads.submit(this::tokenizer);
            Loaded<TextModel> model = Loaded.of(() -> TextModel.of(source, settings, precision));
            Loaded<Backend> backend = Loaded.of(() -> await(openingBackend));
            backend.value().filter(any -> ownsBackend).ifPresent(opened::push);
            Loaded<TextTokenizer> tokenizer = Loaded.of(() -> await(openingTokenizer));
            tokenizer.value().ifPresent(opened::push);
            return embedder(model.get(), backend.get(), tokenizer.get(), opened);
        } catch (RuntimeException | Error failure) {
            Closing.all(opened, failure);
            throw failure;
        } finally {
            threads.shutdown();
        }
    }

    private TextTokenizer tokenizer() {
        return source.tokenizer().open(settings.maxTokens());
    }

    private TextEmbedder embedder(
            TextModel model, Backend backend, TextTokenizer tokenizer, Deque<AutoCloseable> opened) {
        requireFit(model, tokenizer);
        Encoder encoder = backend.encoder(model.spec(), model.weights());
        opened.push(encoder);
        Execution execution =
                new Execution(backend.id(), backend.device(), model.spec().precision());
        Deque<AutoCloseable> owned = new ArrayDeque<>(opened);
        return new TextEmbedder(model, tokenizer, encoder, execution, () -> Closing.all(owned));
    }

    private void requireFit(TextModel model, TextTokenizer tokenizer) {
        tokenizer.requireFit(model.spec().embeddings().orElseThrow().vocabulary());
        if (model.spec().positions() instanceof Positions.Learned learned
                && tokenizer.maxTokens() > learned.maxLength()) {
            throw new IllegalArgumentException("maxTokens: expected at most " + learned.maxLength()
                    + " (the model's positions), got " + tokenizer.maxTokens());
        }
        if (model.pooling() == Pooling.POOLER && model.pooler().isEmpty()) {
            throw new IllegalArgumentException(
                    "pooling: expected MEAN or CLS (the model " + model.name() + " has no pooler), got POOLER");
        }
    }

    private static <T> T await(Future<T> part) {
        try {
            return part.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The thread was interrupted while a model was loaded.", interrupted);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (failed.getCause() instanceof Error cause) {
                throw cause;
            }
            throw new IllegalStateException(failed.getCause());
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "heed-model-loading");
        thread.setDaemon(true);
        return thread;
    }
}
