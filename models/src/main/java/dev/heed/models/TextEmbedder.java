package dev.heed.models;

import dev.heed.Backend;
import dev.heed.Execution;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Turns texts into vectors whose cosines say how close the texts are in meaning.
 *
 * <pre>{@code
 * try (TextEmbedder embedder = TextEmbedder.open("all-MiniLM-L6-v2", Backends.discover()::preferred)) {
 *     TextEmbeddings found = embedder.embed(List.of("A man is eating food.", "Someone is having a meal."));
 *     System.out.println(found.cosine(0, 1) + " by " + found.execution());
 * }
 * }</pre>
 *
 * <p>Any number of threads may use one embedder. After {@link #close()} every call throws
 * {@link IllegalStateException}.
 */
public final class TextEmbedder implements AutoCloseable {
    TextEmbedder() {}

    /**
     * Loads a model into a backend that stays the caller's.
     *
     * @param model the name of a {@link KnownModel}, a folder in the Hugging Face layout, or an {@code .onnx} file with
     *     {@code tokenizer.json} beside it
     * @throws dev.heed.models.files.ModelException if the model cannot be loaded
     * @throws dev.heed.UnsupportedFeatureException if the backend cannot run it
     */
    public static TextEmbedder open(String model, Backend backend) {
        return builder(model).backend(backend).open();
    }

    /**
     * Loads a model while the backend is being opened; the embedder owns that backend and closes it.
     *
     * @see #open(String, Backend)
     */
    public static TextEmbedder open(String model, Supplier<Backend> backend) {
        return builder(model).backend(backend).open();
    }

    /** For all the choices there are. */
    public static TextEmbedderBuilder builder(String model) {
        return new TextEmbedderBuilder(model);
    }

    /** The model's name: that of a known model, or else of its folder or file. */
    public String model() {
        return later();
    }

    /** How many numbers a vector has. */
    public int width() {
        return later();
    }

    /** How many tokens of a text are read, special ones included; what follows is cut off. */
    public int maxTokens() {
        return later();
    }

    /** Which backend, on which device, in which precision. */
    public Execution execution() {
        return later();
    }

    /** The vector of one text. */
    public float[] embed(String text) {
        return embed(List.of(text)).vectors().get(0);
    }

    /**
     * The vectors of some texts. Texts of like length are computed together, so that little is padded; the results are
     * in the order of the texts.
     *
     * @throws IllegalArgumentException if a text is null; the message names its index
     */
    public TextEmbeddings embed(List<String> texts) {
        return later();
    }

    /**
     * The vectors of any number of texts, in their order, computed as they are asked for, some hundred at a time: memory
     * does not grow with the number of texts. Closing the stream closes that of the texts.
     */
    public Stream<float[]> embed(Stream<String> texts) {
        return later();
    }

    @SuppressWarnings({"TypeParameterUnusedInFormals", "BooleanLiteral"})
    static <T> T later() {
        if (Boolean.TRUE) {
            throw new UnsupportedOperationException("Not there yet.");
        }
        throw new AssertionError();
    }

    /** Frees the weights, the tokenizer, and the backend if the embedder owns it. */
    @Override
    public void close() {}
}
