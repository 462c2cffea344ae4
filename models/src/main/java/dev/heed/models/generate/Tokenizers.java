package dev.heed.models.generate;

import dev.heed.models.huggingface.ModelFolder;
import dev.heed.models.text.TextTokenizer;
import dev.heed.models.text.TokenizerFile;
import java.util.List;
import java.util.Optional;

/** The tokenizers of models that generate. */
final class Tokenizers {
    private Tokenizers() {}

    /** The folder's tokenizer, if it has one, for texts of any length. The caller closes it. */
    static Optional<TextTokenizer> in(ModelFolder folder) {
        return TokenizerFile.find(folder.path()).map(file -> file.open(Integer.MAX_VALUE, folder.vocabulary()));
    }

    /** The ids of a text, all of them, if they are no more than the context. */
    static int[] ids(TextTokenizer tokenizer, int context, String argument, String text) {
        int[] ids = tokenizer.tokenize(List.of(text)).get(0).ids();
        if (ids.length > context) {
            throw new IllegalArgumentException(argument + ": expected at most " + context
                    + " tokens (the context), got " + ids.length + "; shorten it");
        }
        if (ids.length == 0) {
            throw new IllegalArgumentException(
                    argument + ": expected a text with one token or more, got '" + text + "'");
        }
        return ids;
    }
}
