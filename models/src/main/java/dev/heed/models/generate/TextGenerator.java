package dev.heed.models.generate;

import dev.heed.Backend;
import dev.heed.decoder.Decoder;
import dev.heed.models.files.ModelException;
import dev.heed.models.huggingface.DecoderModel;
import dev.heed.models.huggingface.ModelFolder;
import dev.heed.models.internal.Closing;
import dev.heed.models.text.TextTokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Function;

/**
 * Goes on from a prompt with a decoder model.
 *
 * <pre>{@code
 * try (TextGenerator generator = TextGenerator.open(Path.of("SmolLM2-135M"), backend);
 *         Streaming<String> text = generator.stream("Once upon a time", GenerationOptions.greedy(100))) {
 *     text.forEachRemaining(System.out::print);
 * }
 * }</pre>
 *
 * <p>Any number of threads may use one generator. The backend stays the caller's.
 */
public final class TextGenerator implements AutoCloseable {
    private final String name;
    private final Decoder decoder;
    private final TokenGenerator tokens;
    private final Optional<TextTokenizer> tokenizer;

    private TextGenerator(String name, Decoder decoder, TokenGenerator tokens, Optional<TextTokenizer> tokenizer) {
        this.name = name;
        this.decoder = decoder;
        this.tokens = tokens;
        this.tokenizer = tokenizer;
    }

    /**
     * Loads a folder in the Hugging Face layout: {@code config.json}, the weights as safetensors and, to use it with
     * text, {@code tokenizer.json}.
     *
     * @throws ModelException if it cannot be loaded
     * @throws dev.heed.UnsupportedFeatureException if the backend cannot run it
     */
    public static TextGenerator open(Path folder, Backend backend) {
        return open(ModelFolder.open(folder), OptionalInt.empty(), backend);
    }

    /**
     * As {@link #open(Path, Backend)}, for texts of up to so many tokens.
     *
     * @throws IllegalArgumentException if the model has not so many positions
     */
    public static TextGenerator open(Path folder, Backend backend, int context) {
        return open(ModelFolder.open(folder), OptionalInt.of(context), backend);
    }

    private static TextGenerator open(ModelFolder folder, OptionalInt context, Backend backend) {
        DecoderModel.requireKnown(folder);
        Optional<TextTokenizer> tokenizer = Tokenizers.in(folder);
        try {
            DecoderModel model = DecoderModel.load(folder, context);
            Decoder decoder = backend.decoder(model.spec(), model.weights());
            TokenGenerator tokens = new TokenGenerator(decoder, model.context(), model.endIds());
            return new TextGenerator(model.name(), decoder, tokens, tokenizer);
        } catch (RuntimeException | Error failure) {
            Closing.all(tokenizer.stream().toList(), failure);
            throw failure;
        }
    }

    /** The folder's name. */
    public String model() {
        return name;
    }

    /** The same on token ids. It ends with this generator. */
    public TokenGenerator tokens() {
        return tokens;
    }

    /**
     * The tokens of a prompt, with the special ones that the tokenizer adds.
     *
     * @throws ModelException if the folder has no tokenizer
     * @throws IllegalArgumentException if the prompt has no tokens, or more than the context
     */
    public int[] tokenize(String prompt) {
        return Tokenizers.ids(tokenizer(), tokens.context(), "prompt", prompt);
    }

    /**
     * Goes on from a prompt, piece by piece.
     *
     * @throws ModelException if the folder has no tokenizer
     * @throws IllegalArgumentException if the prompt does not fit, or there is no room for the tokens asked for
     */
    public Streaming<String> stream(String prompt, GenerationOptions options) {
        return stream(tokenize(prompt), options);
    }

    /** As {@link #stream(String, GenerationOptions)}, for a prompt that {@link #tokenize} made. */
    public Streaming<String> stream(int[] prompt, GenerationOptions options) {
        return text(prompt, options).apply(tokens.tokens(Optional.empty(), prompt, options));
    }

    /** Makes text of the tokens that come after a prompt's. */
    Function<TokenStream, SteppedStream<String>> text(int[] prompt, GenerationOptions options) {
        Detokenizer detokenizer = new Detokenizer(tokenizer(), prompt);
        return following -> new TextStream(following, detokenizer, new StopWords(options.stopWords()));
    }

    /**
     * Generates from many prompts at once, which come when they like. So many of them as {@link BatchOptions#of} says may
     * wait.
     *
     * @param rows how many texts are moved on together; further prompts wait
     * @param executor computes them, one task at a time
     * @throws IllegalArgumentException if there are no rows
     */
    public TextBatch batch(int rows, Executor executor) {
        return batch(BatchOptions.of(rows), executor);
    }

    /** As {@link #batch(int, Executor)}, where so many may wait as the options say. */
    public TextBatch batch(BatchOptions options, Executor executor) {
        return new TextBatch(this::tokenize, this::text, tokens.batch(options, executor));
    }

    /**
     * Goes on from a prompt until the text ends, and returns what comes after the prompt.
     *
     * @throws IllegalArgumentException as {@link #stream(String, GenerationOptions)}
     */
    public String generate(String prompt, GenerationOptions options) {
        StringBuilder text = new StringBuilder();
        try (Streaming<String> stream = stream(prompt, options)) {
            stream.forEachRemaining(text::append);
        }
        return text.toString();
    }

    /** Publishes what {@link #stream(String, GenerationOptions)} gives; as {@link TokenGenerator#publish}. */
    public Flow.Publisher<String> publish(String prompt, GenerationOptions options, Executor executor) {
        return new StreamPublisher<>(() -> stream(prompt, options), executor);
    }

    /**
     * The texts that beam search finds after a prompt, best first.
     *
     * @throws IllegalArgumentException as {@link #stream(String, GenerationOptions)}
     */
    public List<String> search(String prompt, BeamOptions options) {
        int[] ids = tokenize(prompt);
        return tokens.search(ids, options).stream()
                .map(each -> text(ids, each.tokens()))
                .toList();
    }

    /**
     * The text of tokens that come after a prompt's.
     *
     * @throws ModelException if the folder has no tokenizer
     */
    public String text(int[] prompt, List<Integer> following) {
        Detokenizer detokenizer = new Detokenizer(tokenizer(), prompt);
        StringBuilder text = new StringBuilder();
        following.forEach(token -> text.append(detokenizer.add(token)));
        return text.append(detokenizer.rest()).toString();
    }

    private TextTokenizer tokenizer() {
        return tokenizer.orElseThrow(() ->
                new ModelException("The model " + name + " has no tokenizer.json; start from token ids instead."));
    }

    /** Frees decoder and tokenizer. */
    @Override
    public void close() {
        try {
            decoder.close();
        } finally {
            tokenizer.ifPresent(TextTokenizer::close);
        }
    }
}
