package dev.heed.models.text;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import dev.heed.models.files.ModelException;
import dev.heed.spi.Lifetime;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A Hugging Face tokenizer, from its {@code tokenizer.json}. It adds the model's special tokens, cuts off after a given
 * number of tokens, and pads nothing: truncation and padding in the file itself are not heeded.
 *
 * <p>Lone surrogates in a text count as U+FFFD, the replacement character, as when text is decoded from damaged bytes.
 * An empty text has the special tokens alone.
 *
 * <p>It runs native code from {@code ai.djl.huggingface:tokenizers}, which is unpacked, once, to the folder in {@code
 * DJL_CACHE_DIR} (environment or system property), else {@code .djl.ai} at home; nothing touches the network. Any
 * number of threads may use one tokenizer. Closing it frees the native memory.
 */
public final class TextTokenizer implements AutoCloseable {
    /** A special token on either side and one between them. */
    private static final int LEAST_TOKENS = 3;

    private static final int MOST_CHARS_AT_ONCE = 1 << 20;

    private final String origin;
    private final TokenizersLibrary library;
    private final long handle;
    private final long vocabulary;
    private final int maxTokens;
    private final Lifetime lifetime;

    private TextTokenizer(TokenizersLibrary library, long handle, long vocabulary, int maxTokens, String origin) {
        this.origin = origin;
        this.library = library;
        this.handle = handle;
        this.vocabulary = vocabulary;
        this.maxTokens = maxTokens;
        this.lifetime = Lifetime.of("tokenizer '" + origin + "'", () -> library.deleteTokenizer(handle));
    }

    /**
     * Makes a tokenizer.
     *
     * @param origin where the JSON comes from, as messages name it
     * @param json the content of {@code tokenizer.json}
     * @param maxTokens how many tokens of a text are read, special ones included; 3 or more
     * @throws ModelException if it is not a sound tokenizer, or the native library cannot be unpacked or loaded
     * @throws IllegalArgumentException if {@code maxTokens} is below 3
     */
    public static TextTokenizer of(String origin, byte[] json, int maxTokens) {
        if (maxTokens < LEAST_TOKENS) {
            throw new IllegalArgumentException("maxTokens: expected " + LEAST_TOKENS + " or more, got " + maxTokens);
        }
        long vocabulary = VocabularySize.of(origin, json);
        TokenizersLibrary library = NativeTokenizers.load();
        long handle = create(library, origin, json);
        library.setTruncation(handle, maxTokens, "LONGEST_FIRST", 0);
        library.disablePadding(handle);
        return new TextTokenizer(library, handle, vocabulary, maxTokens, origin);
    }

    private static long create(TokenizersLibrary library, String origin, byte[] json) {
        try {
            return library.createTokenizerFromString(new String(json, StandardCharsets.UTF_8));
        } catch (RuntimeException refused) {
            throw new ModelException(
                    origin + " is not a tokenizer that can be read: " + refused.getMessage() + ".", refused);
        }
    }

    /** How many token ids there may be: one more than the largest. */
    public long vocabulary() {
        return vocabulary;
    }

    /**
     * Checks that a model has an embedding for every id.
     *
     * @throws ModelException if the model embeds fewer
     */
    public void requireFit(int embedded) {
        if (vocabulary > embedded) {
            throw new ModelException(origin + " does not fit the model: it has " + vocabulary
                    + " token ids, the model embeds " + embedded
                    + "; take tokenizer.json and weights from the same model.");
        }
    }

    /** How many tokens of a text are read, special ones included. */
    public int maxTokens() {
        return maxTokens;
    }

    /**
     * The tokens of each text.
     *
     * @throws IllegalArgumentException if a text is null; the message names its index
     * @throws IllegalStateException if the tokenizer was closed
     */
    public List<TokenSequence> tokenize(List<String> texts) {
        String[] wellFormed = new String[texts.size()];
        int index = 0;
        for (String text : texts) {
            if (text == null) {
                throw new IllegalArgumentException("texts[" + index + "]: expected a text, got null");
            }
            wellFormed[index++] = WellFormed.text(text);
        }
        return lifetime.use(() -> sequences(wellFormed));
    }

    private List<TokenSequence> sequences(String[] texts) {
        List<TokenSequence> sequences = new ArrayList<>(texts.length);
        for (int from = 0; from < texts.length; ) {
            int to = endOfSlice(texts, from);
            for (long encoding : library.batchEncode(handle, Arrays.copyOfRange(texts, from, to), true)) {
                sequences.add(sequence(encoding));
            }
            from = to;
        }
        return sequences;
    }

    /** The native side keeps some hundred bytes a token until a slice is done: slices bound that. */
    private static int endOfSlice(String[] texts, int from) {
        int to = from + 1;
        long chars = texts[from].length();
        while (to < texts.length && chars + texts[to].length() <= MOST_CHARS_AT_ONCE) {
            chars += texts[to++].length();
        }
        return to;
    }

    private TokenSequence sequence(long encoding) {
        try {
            long[] wide = library.getTokenIds(encoding);
            int[] ids = new int[wide.length];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = Math.toIntExact(wide[i]);
            }
            return new TokenSequence(ids, library.getOverflowCount(encoding) > 0);
        } finally {
            library.deleteEncoding(encoding);
        }
    }

    /**
     * The text of token ids; special tokens are left out. Ids that are not in the vocabulary have no text.
     *
     * @throws IllegalStateException if the tokenizer was closed
     */
    public String text(int... ids) {
        long[] wide = Arrays.stream(ids).asLongStream().toArray();
        return lifetime.use(() -> library.decode(handle, wide, true));
    }

    /** Frees the native memory. Does nothing the second time. */
    @Override
    public void close() {
        lifetime.close();
    }
}
