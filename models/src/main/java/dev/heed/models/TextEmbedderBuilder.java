package dev.heed.models;

import dev.heed.Backend;
import dev.heed.Precision;
import java.util.function.Supplier;

/** Builds a {@link TextEmbedder}. Not for use by several threads. */
public final class TextEmbedderBuilder {
    TextEmbedderBuilder(String model) {}

    /** A backend that is open already and stays the caller's. */
    public TextEmbedderBuilder backend(Backend value) {
        return this;
    }

    /** How to open a backend; done while the model's files are read. The embedder owns it and closes it. */
    public TextEmbedderBuilder backend(Supplier<Backend> value) {
        return this;
    }

    /** What is computed in; FLOAT32 if nothing is said. */
    public TextEmbedderBuilder precision(Precision value) {
        return this;
    }

    /** How many tokens of a text are read, at most as many as the model has positions. */
    public TextEmbedderBuilder maxTokens(int value) {
        return this;
    }

    /** A pooling in place of the model's own. */
    public TextEmbedderBuilder pooling(Pooling value) {
        return this;
    }

    /** Whether vectors are scaled to length 1, in place of the model's own choice. */
    public TextEmbedderBuilder normalized(boolean value) {
        return this;
    }

    /**
     * Loads the model.
     *
     * @throws IllegalStateException if no backend was given
     */
    public TextEmbedder open() {
        return new TextEmbedder();
    }
}
