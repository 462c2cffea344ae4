package dev.heed.models;

import dev.heed.Backend;
import dev.heed.Execution;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.EncoderInputs;
import dev.heed.encoder.EncoderOutput;
import dev.heed.models.text.TextTokenizer;
import dev.heed.models.text.TokenSequence;
import dev.heed.spi.Lifetime;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
 * <p>An empty text is a text of special tokens alone. A lone surrogate in a text counts as U+FFFD, the replacement
 * character. What is longer than {@link #maxTokens()} is cut off, and counted in {@link TextEmbeddings#truncated()}.
 *
 * <p>Any number of threads may use one embedder. After {@link #close()} every call throws
 * {@link IllegalStateException}.
 */
public final class TextEmbedder implements AutoCloseable {
    /** How many texts are sorted by length and computed before the next ones are looked at. */
    static final int WINDOW = 1024;

    private final String model;
    private final int maxTokens;
    private final TextTokenizer tokenizer;
    private final Encoder encoder;
    private final VectorMaking making;
    private final Execution execution;
    private final Lifetime lifetime;

    TextEmbedder(TextModel model, TextTokenizer tokenizer, Encoder encoder, Execution execution, Runnable free) {
        this.model = model.name();
        this.maxTokens = tokenizer.maxTokens();
        this.tokenizer = tokenizer;
        this.encoder = encoder;
        this.making = new VectorMaking(
                model.pooling(),
                model.pooler(),
                model.normalized(),
                model.spec().width());
        this.execution = execution;
        this.lifetime = Lifetime.of("embedder '" + model.name() + "'", free);
    }

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
     * Loads a model while the backend is being opened, by another thread; the embedder owns that backend and closes it.
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
        return model;
    }

    /** How many numbers a vector has. */
    public int width() {
        return making.width();
    }

    /** How many tokens of a text are read, special ones included; what follows is cut off. */
    public int maxTokens() {
        return maxTokens;
    }

    /** How the states of a text become one vector. */
    public Pooling pooling() {
        return making.pooling();
    }

    /** Whether vectors have length 1. */
    public boolean normalized() {
        return making.normalized();
    }

    /** Which backend, on which device, in which precision. */
    public Execution execution() {
        return execution;
    }

    /** The vector of one text. */
    public float[] embed(String text) {
        return embed(Arrays.asList(text)).vectors().get(0);
    }

    /**
     * The vectors of some texts. Texts of like length are computed together, so that little is padded; the results are
     * in the order of the texts.
     *
     * @throws IllegalArgumentException if a text is null; the message names its index
     */
    public TextEmbeddings embed(List<String> texts) {
        List<String> all = new ArrayList<>(texts);
        int missing = all.indexOf(null);
        if (missing >= 0) {
            throw new IllegalArgumentException("texts[" + missing + "]: expected a text, got null");
        }
        return lifetime.use(() -> {
            Results results = new Results(all.size(), execution);
            for (int from = 0; from < all.size(); from += WINDOW) {
                embedWindow(all.subList(from, Math.min(all.size(), from + WINDOW)), from, results);
            }
            return results.embeddings();
        });
    }

    /**
     * The vectors of any number of texts, in their order, computed as they are asked for, some hundred at a time: memory
     * does not grow with the number of texts. Closing the stream closes that of the texts.
     *
     * @throws IllegalArgumentException from the stream's own operations, if a text is null; the message names its index
     */
    public Stream<float[]> embed(Stream<String> texts) {
        return new TextWindows(texts.iterator())
                .stream().flatMap(window -> embed(window).vectors().stream()).onClose(texts::close);
    }

    private void embedWindow(List<String> texts, int offset, Results results) {
        List<TokenSequence> sequences = tokenizer.tokenize(texts);
        int[] lengths = sequences.stream().mapToInt(TokenSequence::length).toArray();
        for (int[] batch : LengthBatches.of(lengths)) {
            embedBatch(sequences, batch, offset, results);
        }
    }

    private void embedBatch(List<TokenSequence> sequences, int[] batch, int offset, Results results) {
        int longest = Arrays.stream(batch)
                .map(index -> sequences.get(index).length())
                .max()
                .orElse(0);
        int[] ids = new int[batch.length * longest];
        int[] lengths = new int[batch.length];
        for (int row = 0; row < batch.length; row++) {
            TokenSequence sequence = sequences.get(batch[row]);
            lengths[row] = sequence.length();
            System.arraycopy(sequence.ids(), 0, ids, row * longest, sequence.length());
        }
        EncoderOutput output = encoder.encode(EncoderInputs.of(Tensor.of(Shape.of(batch.length, longest), ids))
                .withLengths(lengths));
        FloatBuffer states = output.states().floats();
        for (int row = 0; row < batch.length; row++) {
            results.put(
                    offset + batch[row],
                    making.vector(states, row * longest * making.width(), lengths[row]),
                    sequences.get(batch[row]));
        }
        results.ran(output.execution());
    }

    /** What has been computed so far of one call. */
    private static final class Results {
        private final float[] @Nullable [] vectors;
        private Execution execution;
        private long tokens;
        private int truncated;

        Results(int texts, Execution execution) {
            this.vectors = new float[texts][];
            this.execution = execution;
        }

        void put(int index, float[] vector, TokenSequence sequence) {
            vectors[index] = vector;
            tokens += sequence.length();
            truncated += sequence.truncated() ? 1 : 0;
        }

        void ran(Execution really) {
            execution = really;
        }

        TextEmbeddings embeddings() {
            return new TextEmbeddings(Arrays.asList(vectors), tokens, truncated, execution);
        }
    }

    /** Frees the weights, the tokenizer, and the backend if the embedder owns it. Waits for calls under way. */
    @Override
    public void close() {
        lifetime.close();
    }
}
