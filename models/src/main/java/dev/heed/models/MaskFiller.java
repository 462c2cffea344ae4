package dev.heed.models;

import dev.heed.Backend;
import dev.heed.Precision;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.EncoderInputs;
import dev.heed.models.bert.BertConfig;
import dev.heed.models.bert.BertMaskHead;
import dev.heed.models.bert.BertModel;
import dev.heed.models.bert.HuggingFaceConfig;
import dev.heed.models.files.ModelException;
import dev.heed.models.huggingface.ModelFolder;
import dev.heed.models.internal.Closing;
import dev.heed.models.internal.Largest;
import dev.heed.models.text.TextTokenizer;
import dev.heed.models.text.TokenSequence;
import dev.heed.models.text.TokenizerFile;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Says which words fit where a text is masked, with a BERT and its masked-language head. The head is computed for the
 * masked positions only. Any number of threads may use one. The backend stays the caller's.
 */
public final class MaskFiller implements AutoCloseable {
    /** What stands for a word in a text. */
    public static final String MASK = "[MASK]";

    private final BertMaskHead head;
    private final TextTokenizer tokenizer;
    private final Encoder encoder;
    private final int width;
    private final int mask;

    private MaskFiller(BertMaskHead head, TextTokenizer tokenizer, Encoder encoder, int width, int mask) {
        this.head = head;
        this.tokenizer = tokenizer;
        this.encoder = encoder;
        this.width = width;
        this.mask = mask;
    }

    /**
     * A word that fits.
     *
     * @param word its text
     * @param probability how likely it is, of all tokens
     */
    public record Candidate(String word, double probability) {}

    /**
     * Loads a folder in the Hugging Face layout: {@code config.json}, {@code tokenizer.json} and, as safetensors, a BERT
     * with its masked-language head.
     *
     * @throws ModelException if it cannot be loaded, or has no such head
     * @throws dev.heed.UnsupportedFeatureException if the backend cannot run it
     */
    public static MaskFiller open(Path folder, Backend backend) {
        ModelFolder files = ModelFolder.open(folder);
        BertConfig config = HuggingFaceConfig.of(files.config());
        TextTokenizer tokenizer = TokenizerFile.in(folder).open(config.positions(), config.vocabulary());
        try {
            int mask = mask(tokenizer, folder);
            BertMaskHead head = BertMaskHead.of(config, files.weights());
            BertModel model = BertModel.of(config, files.weights(), Precision.FLOAT32);
            Encoder encoder = backend.encoder(model.spec(), model.weights());
            return new MaskFiller(head, tokenizer, encoder, config.width(), mask);
        } catch (RuntimeException | Error failure) {
            Closing.all(List.of(tokenizer), failure);
            throw failure;
        }
    }

    /** The id between the special tokens of a text that is a mask alone. */
    private static int mask(TextTokenizer tokenizer, Path folder) {
        int[] ids = tokenizer.tokenize(List.of(MASK)).get(0).ids();
        if (ids.length != 3) {
            throw new ModelException(folder.resolve("tokenizer.json") + ": expected " + MASK + " to be one token"
                    + " between two special ones, got " + ids.length + " tokens.");
        }
        return ids[1];
    }

    /**
     * For each mask of a text the words that fit, the likeliest first.
     *
     * @param best how many words for each
     * @throws IllegalArgumentException if the text has no mask, or is longer than the model reads
     */
    public List<List<Candidate>> fill(String text, int best) {
        if (best < 1) {
            throw new IllegalArgumentException("best: expected 1 or more, got " + best);
        }
        TokenSequence tokens = tokenizer.tokenize(List.of(text)).get(0);
        if (tokens.truncated()) {
            throw new IllegalArgumentException(
                    "text: expected at most " + tokenizer.maxTokens() + " tokens, got more; shorten it");
        }
        int[] masks = IntStream.range(0, tokens.length())
                .filter(t -> tokens.ids()[t] == mask)
                .toArray();
        if (masks.length == 0) {
            throw new IllegalArgumentException(
                    "text: expected " + MASK + " where a word is missing, got '" + text + "'");
        }
        Tensor ids = Tensor.of(Shape.of(1, tokens.length()), tokens.ids());
        float[] states = encoder.encode(EncoderInputs.of(ids)).states().toFloatArray();
        List<List<Candidate>> filled = new ArrayList<>();
        for (int position : masks) {
            filled.add(
                    likeliest(head.logits(Arrays.copyOfRange(states, position * width, (position + 1) * width)), best));
        }
        return filled;
    }

    private List<Candidate> likeliest(float[] logits, int best) {
        int[] order = Largest.indexes(logits, best);
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp((double) logit - logits[order[0]]);
        }
        List<Candidate> candidates = new ArrayList<>();
        for (int id : order) {
            candidates.add(new Candidate(tokenizer.text(id), Math.exp((double) logits[id] - logits[order[0]]) / sum));
        }
        return candidates;
    }

    /** Frees encoder and tokenizer. */
    @Override
    public void close() {
        try (encoder) {
            tokenizer.close();
        }
    }
}
