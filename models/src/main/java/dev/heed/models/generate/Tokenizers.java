package dev.heed.models.generate;

import dev.heed.models.files.ModelException;
import dev.heed.models.huggingface.ModelFolder;
import dev.heed.models.text.TextTokenizer;
import dev.heed.models.text.TokenSequence;
import java.util.List;
import java.util.Optional;

/** The tokenizers of models that generate. */
final class Tokenizers {
    private static final int LEAST = 3;

    private Tokenizers() {}

    /** The folder's tokenizer, if it has one. The caller closes it. */
    static Optional<TextTokenizer> in(ModelFolder folder, int context, int vocabulary) {
        return folder.tokenizer().map(json -> {
            String origin = folder.path().resolve("tokenizer.json").toString();
            TextTokenizer tokenizer = TextTokenizer.of(origin, json, Math.max(LEAST, context));
            if (tokenizer.vocabulary() > vocabulary) {
                tokenizer.close();
                throw new ModelException(origin + " does not fit the model: it has " + tokenizer.vocabulary()
                        + " token ids, the model embeds " + vocabulary
                        + "; take tokenizer.json and weights from the same model.");
            }
            return tokenizer;
        });
    }

    /** The ids of a text, all of them. */
    static int[] ids(TextTokenizer tokenizer, String argument, String text) {
        TokenSequence sequence = tokenizer.tokenize(List.of(text)).get(0);
        if (sequence.truncated()) {
            throw new IllegalArgumentException(argument + ": expected at most " + tokenizer.maxTokens()
                    + " tokens (the context), got more; shorten it");
        }
        if (sequence.length() == 0) {
            throw new IllegalArgumentException(
                    argument + ": expected a text with one token or more, got '" + text + "'");
        }
        return sequence.ids();
    }
}
