package dev.heed.models;

import dev.heed.Backend;
import dev.heed.Precision;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** Builds a {@link TextEmbedder}. Not for use by several threads. */
public final class TextEmbedderBuilder {
    private final String model;
    private Optional<Supplier<Backend>> backend = Optional.empty();
    private boolean ownsBackend;
    private Precision precision = Precision.FLOAT32;
    private OptionalInt maxTokens = OptionalInt.empty();
    private Optional<Pooling> pooling = Optional.empty();
    private Optional<Boolean> normalized = Optional.empty();

    TextEmbedderBuilder(String model) {
        this.model = model;
    }

    /** A backend that is open already and stays the caller's. */
    public TextEmbedderBuilder backend(Backend value) {
        backend = Optional.of(() -> value);
        ownsBackend = false;
        return this;
    }

    /**
     * How to open a backend; done by another thread, while the model's files are read. The embedder owns it and closes
     * it.
     */
    public TextEmbedderBuilder backend(Supplier<Backend> value) {
        backend = Optional.of(value);
        ownsBackend = true;
        return this;
    }

    /** What is computed in; FLOAT32 if nothing is said. */
    public TextEmbedderBuilder precision(Precision value) {
        precision = value;
        return this;
    }

    /** How many tokens of a text are read, special ones included, in place of the model's own choice. */
    public TextEmbedderBuilder maxTokens(int value) {
        maxTokens = OptionalInt.of(value);
        return this;
    }

    /** A pooling in place of the model's own. */
    public TextEmbedderBuilder pooling(Pooling value) {
        pooling = Optional.of(value);
        return this;
    }

    /** Whether vectors are scaled to length 1, in place of the model's own choice. */
    public TextEmbedderBuilder normalized(boolean value) {
        normalized = Optional.of(value);
        return this;
    }

    /**
     * Loads the model.
     *
     * @throws IllegalStateException if no backend was given
     * @throws IllegalArgumentException if {@code maxTokens} is below 3 or above the model's positions, or the model has
     *     no pooler and one is asked for
     * @throws dev.heed.models.files.ModelException if the model cannot be loaded
     * @throws dev.heed.UnsupportedFeatureException if the backend cannot run it
     */
    public TextEmbedder open() {
        Supplier<Backend> opening = backend.orElseThrow(
                () -> new IllegalStateException("backend: expected one to be given before open(), got none"));
        return new EmbedderLoading(ModelSource.of(model), this::settings, precision).load(opening, ownsBackend);
    }

    private SentenceSettings settings(SentenceSettings own) {
        return new SentenceSettings(
                pooling.orElse(own.pooling()), normalized.orElse(own.normalized()), maxTokens.orElse(own.maxTokens()));
    }
}
