package dev.heed.models.generate;

import dev.heed.Backend;
import dev.heed.decoder.Decoder;
import dev.heed.decoder.DecoderSession;
import dev.heed.decoder.Memory;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.EncoderInputs;
import dev.heed.models.files.ModelException;
import dev.heed.models.huggingface.EncoderDecoderModel;
import dev.heed.models.huggingface.ModelFolder;
import dev.heed.models.huggingface.SequenceSettings;
import dev.heed.models.internal.Closing;
import dev.heed.models.text.TextTokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Turns a text into another with an encoder-decoder model: translation, summaries, whatever it was trained for.
 *
 * <pre>{@code
 * try (Seq2Seq spanish = Seq2Seq.open(Path.of("opus-mt-en-es"), backend)) {
 *     System.out.println(spanish.translate("Where is the library?"));
 * }
 * }</pre>
 *
 * <p>Any number of threads may use one. The backend stays the caller's.
 */
public final class Seq2Seq implements AutoCloseable {
    private static final int MOST_TOKENS = 512;

    private final EncoderDecoderModel model;
    private final Encoder encoder;
    private final Decoder decoder;
    private final TokenGenerator tokens;
    private final Optional<TextTokenizer> tokenizer;

    private Seq2Seq(EncoderDecoderModel model, Encoder encoder, Decoder decoder, Optional<TextTokenizer> tokenizer) {
        this.model = model;
        this.encoder = encoder;
        this.decoder = decoder;
        this.tokens = new TokenGenerator(
                decoder, model.targetContext(), model.settings().endIds());
        this.tokenizer = tokenizer;
    }

    /**
     * Loads a folder in the Hugging Face layout: {@code config.json}, the weights as safetensors and, to use it with
     * text, {@code tokenizer.json}, of one tokenizer for both texts.
     *
     * @throws ModelException if it cannot be loaded
     * @throws dev.heed.UnsupportedFeatureException if the backend cannot run it
     */
    public static Seq2Seq open(Path folder, Backend backend) {
        ModelFolder files = ModelFolder.open(folder);
        EncoderDecoderModel.requireKnown(files);
        Optional<TextTokenizer> tokenizer = Tokenizers.in(files);
        List<AutoCloseable> opened = new ArrayList<>(tokenizer.stream().toList());
        try {
            EncoderDecoderModel model = EncoderDecoderModel.load(files);
            Encoder encoder = backend.encoder(model.encoder(), model.encoderWeights());
            opened.add(encoder);
            Decoder decoder = backend.decoder(model.decoder(), model.decoderWeights());
            return new Seq2Seq(model, encoder, decoder, tokenizer);
        } catch (RuntimeException | Error failure) {
            Closing.all(opened, failure);
            throw failure;
        }
    }

    /** The folder's name. */
    public String model() {
        return model.name();
    }

    /** Beam search as the model's folder asks for it, up to 512 tokens. */
    public BeamOptions options() {
        SequenceSettings settings = model.settings();
        return BeamOptions.of(settings.beams(), Math.min(MOST_TOKENS, model.targetContext()))
                .withLengthPenalty(settings.lengthPenalty());
    }

    /**
     * The text that beam search finds best, as the model's folder asks for it.
     *
     * @throws ModelException if the folder has no tokenizer
     * @throws IllegalArgumentException if the text is longer than the encoder may read
     */
    public String translate(String text) {
        return translate(text, options()).get(0);
    }

    /**
     * The texts that beam search finds, best first.
     *
     * @throws ModelException if the folder has no tokenizer
     * @throws IllegalArgumentException if the text is longer than the encoder may read, or there is no room for the
     *     tokens asked for
     */
    public List<String> translate(String text, BeamOptions options) {
        TextTokenizer own = tokenizer();
        return search(tokenize(text), options).stream()
                .map(each -> own.text(
                        each.tokens().stream().mapToInt(Integer::intValue).toArray()))
                .toList();
    }

    /**
     * The tokens of a text, with the special ones that the tokenizer adds.
     *
     * @throws ModelException if the folder has no tokenizer
     * @throws IllegalArgumentException if the text is longer than the encoder may read
     */
    public int[] tokenize(String text) {
        return Tokenizers.ids(tokenizer(), model.sourceContext(), "text", text);
    }

    private TextTokenizer tokenizer() {
        return tokenizer.orElseThrow(() ->
                new ModelException("The model " + model.name() + " has no tokenizer.json; give it token ids instead."));
    }

    /**
     * The token ids that beam search finds, best first.
     *
     * @param source what the encoder reads, its special tokens included
     * @throws IllegalArgumentException if the source is empty, longer than the encoder may read, or has an id that is not
     *     in the vocabulary
     */
    public List<Hypothesis> search(int[] source, BeamOptions options) {
        return tokens.search(
                Optional.of(encode(source)), start(), options.withProcessors(processors(options.processors())));
    }

    /**
     * Generates token by token, as they are asked for.
     *
     * @throws IllegalArgumentException as {@link #search}
     */
    public Streaming<Integer> stream(int[] source, GenerationOptions options) {
        return tokens.stream(Optional.of(encode(source)), start(), withProcessors(options));
    }

    /**
     * Generates a text piece by piece, as they are asked for.
     *
     * @throws ModelException if the folder has no tokenizer
     * @throws IllegalArgumentException as {@link #translate(String, BeamOptions)}
     */
    public Streaming<String> stream(String text, GenerationOptions options) {
        int[] source = tokenize(text);
        return text(options).apply(tokens.tokens(Optional.of(encode(source)), start(), withProcessors(options)));
    }

    /** Makes text of tokens. */
    private Function<TokenStream, SteppedStream<String>> text(GenerationOptions options) {
        Detokenizer detokenizer = new Detokenizer(tokenizer());
        return following -> new TextStream(following, detokenizer, new StopWords(options.stopWords()));
    }

    /**
     * Turns many texts into others at once, each in a row of one running session, as they come. So many of them as
     * {@link BatchOptions#of} says may wait.
     *
     * @param rows how many texts are moved on together; further ones wait
     * @param executor computes them, one task at a time
     * @throws IllegalArgumentException if there are no rows
     */
    public TextBatch batch(int rows, Executor executor) {
        return batch(BatchOptions.of(rows), executor);
    }

    /** As {@link #batch(int, Executor)}, where so many may wait as the options say. */
    public TextBatch batch(BatchOptions options, Executor executor) {
        return new TextBatch(
                this::tokenize, (source, texts) -> text(texts), tokens.batch(new SourceEntry(), options, executor));
    }

    /** Sources come as rows that attend to what the encoder makes of them. */
    private final class SourceEntry implements BatchEntry {
        @Override
        public GrowingText begin(int[] source, GenerationOptions options) {
            requireSource(source);
            return tokens.begin(start(), withProcessors(options));
        }

        @Override
        public void join(int[] source, DecoderSession session) {
            session.join(encode(source));
        }
    }

    private int[] start() {
        return new int[] {model.settings().startId()};
    }

    private void requireSource(int[] source) {
        if (source.length == 0 || source.length > model.sourceContext()) {
            throw new IllegalArgumentException("source: expected 1 to " + model.sourceContext()
                    + " tokens (what the encoder may read), got " + source.length);
        }
        TokenGenerator.requireIds(
                "source", source, model.encoder().embeddings().orElseThrow().vocabulary());
    }

    private Memory encode(int[] source) {
        requireSource(source);
        return Memory.of(
                encoder.encode(EncoderInputs.of(DecodedTokens.row(source))).states());
    }

    private GenerationOptions withProcessors(GenerationOptions options) {
        return options.withProcessors(processors(options.processors()));
    }

    /** What the folder forbids and demands, after what the caller wants. */
    private List<LogitsProcessor> processors(List<LogitsProcessor> wanted) {
        List<LogitsProcessor> all = new ArrayList<>(wanted);
        SequenceSettings settings = model.settings();
        if (!settings.bannedIds().isEmpty()) {
            all.add(LogitsProcessor.banning(settings.bannedIds()));
        }
        settings.firstId()
                .ifPresent(first -> all.add((tokens, logits) -> {
                    for (int id = 0; tokens.length == 1 && id < logits.length; id++) {
                        logits[id] = id == first ? 0 : Float.NEGATIVE_INFINITY;
                    }
                }));
        return all;
    }

    /** Frees encoder, decoder and tokenizer. */
    @Override
    public void close() {
        try (encoder;
                decoder) {
            tokenizer.ifPresent(TextTokenizer::close);
        }
    }
}
