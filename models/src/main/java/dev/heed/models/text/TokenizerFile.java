package dev.heed.models.text;

import dev.heed.models.files.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The content of a {@code tokenizer.json}.
 *
 * @param origin the file, as messages name it
 * @param json its bytes
 */
public record TokenizerFile(String origin, byte[] json) {
    private static final String NAME = "tokenizer.json";

    /**
     * The one in a model's folder; empty if there is none.
     *
     * @throws ModelException if it cannot be read
     */
    public static Optional<TokenizerFile> find(Path folder) {
        Path file = folder.resolve(NAME);
        try {
            return Files.exists(file)
                    ? Optional.of(new TokenizerFile(file.toString(), Files.readAllBytes(file)))
                    : Optional.empty();
        } catch (IOException unreadable) {
            throw new ModelException(file + " cannot be read: " + unreadable + ".", unreadable);
        }
    }

    /**
     * The one in a model's folder.
     *
     * @throws ModelException if there is none, or it cannot be read
     */
    public static TokenizerFile in(Path folder) {
        return find(folder)
                .orElseThrow(() -> new ModelException(
                        folder.resolve(NAME) + " is missing: the tokenizer that belongs to the model."));
    }

    /**
     * Makes the tokenizer. The caller closes it.
     *
     * @param maxTokens as {@link TextTokenizer#of}
     * @throws ModelException as {@link TextTokenizer#of}
     */
    public TextTokenizer open(int maxTokens) {
        return TextTokenizer.of(origin, json, maxTokens);
    }

    /**
     * Makes the tokenizer of a model that embeds so many token ids. The caller closes it.
     *
     * @throws ModelException as {@link TextTokenizer#of}, or if the tokenizer has more ids than the model
     */
    public TextTokenizer open(int maxTokens, int vocabulary) {
        TextTokenizer tokenizer = open(maxTokens);
        try {
            tokenizer.requireFit(vocabulary);
            return tokenizer;
        } catch (ModelException tooMany) {
            tokenizer.close();
            throw tooMany;
        }
    }
}
