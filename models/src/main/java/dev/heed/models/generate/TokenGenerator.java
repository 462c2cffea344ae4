package dev.heed.models.generate;

import dev.heed.decoder.Decoder;
import dev.heed.decoder.DecoderSession;
import dev.heed.decoder.Memory;
import dev.heed.decoder.SessionOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;

/**
 * Generates token ids with a decoder, each call in a session of its own. Any number of threads may use one. The decoder
 * stays the caller's.
 */
public final class TokenGenerator {
    private final Decoder decoder;
    private final int context;
    private final Set<Integer> endIds;

    /**
     * A generator of a decoder.
     *
     * @param context how many tokens a sequence may have
     * @param endIds the ids that end a text; may be empty
     */
    public TokenGenerator(Decoder decoder, int context, Set<Integer> endIds) {
        if (context < 1) {
            throw new IllegalArgumentException("context: expected 1 or more, got " + context);
        }
        this.decoder = decoder;
        this.context = context;
        this.endIds = Set.copyOf(endIds);
    }

    /** How many tokens a sequence may have. */
    public int context() {
        return context;
    }

    /** The ids that end a text. */
    public Set<Integer> endIds() {
        return endIds;
    }

    /**
     * Goes on from a prompt, token by token as they are asked for.
     *
     * @throws IllegalArgumentException if the prompt is empty, has an id that is not in the vocabulary, or is longer than
     *     the context, or there is no room for the tokens asked for, or the options name stop words, which are for text
     * @throws IllegalStateException if the decoder is closed
     */
    public Streaming<Integer> stream(int[] prompt, GenerationOptions options) {
        return stream(Optional.empty(), prompt, options);
    }

    /** As {@link #stream(int[], GenerationOptions)}, with a memory of one entry that the decoder attends to. */
    Streaming<Integer> stream(Optional<Memory> memory, int[] prompt, GenerationOptions options) {
        requireNoStopWords(options);
        return tokens(memory, prompt, options);
    }

    static void requireNoStopWords(GenerationOptions options) {
        if (!options.stopWords().isEmpty()) {
            throw new IllegalArgumentException(
                    "stopWords: expected none (these are token ids; use stopIds), got " + options.stopWords());
        }
    }

    TokenStream tokens(Optional<Memory> memory, int[] prompt, GenerationOptions options) {
        int[] fed = checked(prompt, options.maxTokens(), options.overflow());
        DecoderSession session = open(memory, fed.length, options.maxTokens(), options.overflow());
        return ending(new DecodedTokens(session, fed, new TokenChooser(options), options.overflow()), options);
    }

    /** Tokens until the text ends. */
    TokenStream ending(TokenSource source, GenerationOptions options) {
        return new TokenStream(source, stopIds(options.stopIds()), options.maxTokens());
    }

    /**
     * Generates from many prompts at once, which come when they like. So many of them as {@link BatchOptions#of} says may
     * wait.
     *
     * @param rows how many texts are moved on together; further prompts wait
     * @param executor computes them, one task at a time
     * @throws IllegalArgumentException if there are no rows, or the decoder attends to a memory
     */
    public TokenBatch batch(int rows, Executor executor) {
        return batch(BatchOptions.of(rows), executor);
    }

    /**
     * As {@link #batch(int, Executor)}, where so many may wait as the options say.
     *
     * @throws IllegalArgumentException if the decoder attends to a memory
     */
    public TokenBatch batch(BatchOptions options, Executor executor) {
        if (decoder.spec().memoryWidth().isPresent()) {
            throw new IllegalArgumentException(
                    "decoder: expected one without memory (in a batch, rows are prompts alone), got one that attends to"
                            + " an encoder's output; Seq2Seq.batch is for those");
        }
        return batch(new PromptEntry(this), options, executor);
    }

    TokenBatch batch(BatchEntry entry, BatchOptions options, Executor executor) {
        SessionOptions empty = SessionOptions.of(0, context);
        return new TokenBatch(this, entry, new RunningBatch(() -> decoder.open(empty), options, executor));
    }

    /** The text of a prompt, in a row that has the whole context. */
    GrowingText begin(int[] prompt, GenerationOptions options) {
        int[] fed = checked(prompt, options.maxTokens(), options.overflow());
        return new GrowingText(fed, context, new TokenChooser(options), options.overflow());
    }

    /**
     * Goes on from a prompt until the text ends.
     *
     * @throws IllegalArgumentException as {@link #stream(int[], GenerationOptions)}
     */
    public int[] generate(int[] prompt, GenerationOptions options) {
        try (Streaming<Integer> stream = stream(prompt, options)) {
            return collect(stream);
        }
    }

    static int[] collect(Streaming<Integer> stream) {
        List<Integer> tokens = new ArrayList<>();
        stream.forEachRemaining(tokens::add);
        return tokens.stream().mapToInt(Integer::intValue).toArray();
    }

    /**
     * Publishes what {@link #stream(int[], GenerationOptions)} gives; each subscriber gets a text of its own, computed by
     * the executor as it is asked for. Cancelling the subscription frees the session; so does a subscriber that throws.
     */
    public Flow.Publisher<Integer> publish(int[] prompt, GenerationOptions options, Executor executor) {
        return new StreamPublisher<>(() -> stream(prompt, options), executor);
    }

    /**
     * Goes on from a prompt greedily, with a smaller decoder that guesses: the tokens are those that
     * {@link #stream(int[], GenerationOptions)} gives, but this decoder checks several guesses in one call (Leviathan et
     * al., 2023).
     *
     * @param draft the decoder that guesses; of the same vocabulary
     * @param guesses how many tokens it guesses before they are checked
     * @throws IllegalArgumentException as {@link #stream(int[], GenerationOptions)}, or if the options are not greedy,
     *     let the context slide, or the vocabularies differ
     */
    public Streaming<Integer> speculate(int[] prompt, GenerationOptions options, TokenGenerator draft, int guesses) {
        requireNoStopWords(options);
        if (options.temperature() != 0) {
            throw new IllegalArgumentException(
                    "temperature: expected 0 (speculative decoding is greedy), got " + options.temperature());
        }
        if (options.overflow() instanceof ContextOverflow.Slide) {
            throw new IllegalArgumentException(
                    "overflow: expected to be refused (speculative decoding does not slide), got "
                            + options.overflow());
        }
        if (guesses < 1) {
            throw new IllegalArgumentException("guesses: expected 1 or more, got " + guesses);
        }
        int vocabulary = decoder.spec().vocabulary();
        int other = draft.decoder.spec().vocabulary();
        if (vocabulary != other) {
            throw new IllegalArgumentException(
                    "draft: expected a decoder with the same vocabulary of " + vocabulary + " tokens, got " + other);
        }
        int[] fed = checked(prompt, options.maxTokens(), options.overflow());
        DecoderSession session = open(Optional.empty(), fed.length, options.maxTokens(), options.overflow());
        try {
            DecoderSession guessing = draft.decoder.open(SessionOptions.of(1, draft.context));
            return ending(new SpeculatedTokens(session, guessing, fed, new TokenChooser(options), guesses), options);
        } catch (RuntimeException | Error failure) {
            session.close();
            throw failure;
        }
    }

    /**
     * The texts that beam search finds, best first.
     *
     * @throws IllegalArgumentException as {@link #stream(int[], GenerationOptions)}
     */
    public List<Hypothesis> search(int[] prompt, BeamOptions options) {
        return search(Optional.empty(), prompt, options);
    }

    List<Hypothesis> search(Optional<Memory> memory, int[] prompt, BeamOptions options) {
        ContextOverflow refuse = new ContextOverflow.Refuse();
        OptionalInt maxTokens = OptionalInt.of(options.maxTokens());
        int[] fed = checked(prompt, maxTokens, refuse);
        try (DecoderSession session = open(memory, fed.length, maxTokens, refuse)) {
            return new BeamSearch(session, options, stopIds(options.stopIds())).from(fed);
        }
    }

    static void requireIds(String argument, int[] ids, int vocabulary) {
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] < 0 || ids[i] >= vocabulary) {
                throw new IllegalArgumentException(
                        argument + "[" + i + "]: expected 0 to " + (vocabulary - 1) + " (vocabulary), got " + ids[i]);
            }
        }
    }

    private Set<Integer> stopIds(Set<Integer> more) {
        Set<Integer> all = new HashSet<>(endIds);
        all.addAll(more);
        return all;
    }

    private DecoderSession open(Optional<Memory> memory, int prompt, OptionalInt maxTokens, ContextOverflow overflow) {
        boolean bounded = maxTokens.isPresent() && overflow instanceof ContextOverflow.Refuse;
        int capacity = bounded ? (int) Math.min(context, (long) prompt + maxTokens.getAsInt()) : context;
        return decoder.open(memory.map(states -> SessionOptions.of(states, capacity))
                .orElseGet(() -> SessionOptions.of(1, capacity)));
    }

    /** The tokens to feed first. */
    private int[] checked(int[] prompt, OptionalInt maxTokens, ContextOverflow overflow) {
        if (prompt.length == 0) {
            throw new IllegalArgumentException("prompt: expected one token or more, got none");
        }
        requireIds("prompt", prompt, decoder.spec().vocabulary());
        if (overflow instanceof ContextOverflow.Slide slide) {
            if (slide.kept() >= context) {
                throw new IllegalArgumentException(
                        "kept: expected fewer tokens than the context, " + context + ", got " + slide.kept());
            }
            int first = prompt.length > context ? prompt.length - slide.kept() : 0;
            return Arrays.copyOfRange(prompt, first, prompt.length);
        }
        if (prompt.length > context) {
            throw new IllegalArgumentException("prompt: expected at most " + context + " tokens (the context), got "
                    + prompt.length + "; shorten it, or let the context slide");
        }
        // The last token that is generated is not fed.
        int room = context - prompt.length + 1;
        if (maxTokens.isPresent() && maxTokens.getAsInt() > room) {
            throw new IllegalArgumentException("maxTokens: expected at most " + room + " (the context is " + context
                    + " tokens, the prompt has " + prompt.length + "), got " + maxTokens.getAsInt()
                    + "; ask for fewer, or let the context slide");
        }
        return prompt.clone();
    }
}
