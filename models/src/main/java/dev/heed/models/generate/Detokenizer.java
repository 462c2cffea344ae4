package dev.heed.models.generate;

import dev.heed.models.text.TextTokenizer;
import java.util.Arrays;

/**
 * Turns tokens into text as they come. A token may be a part of a character, and its text may depend on those before it:
 * some tokens are decoded together with the last ones, and what is new is handed out once it is whole.
 */
final class Detokenizer {
    private static final int BEFORE = 6;
    private static final char INCOMPLETE = '\ufffd';

    private final TextTokenizer tokenizer;
    private final TokenList tokens;
    private int first;
    private int handedOut;

    /** Goes on from a prompt. */
    Detokenizer(TextTokenizer tokenizer, int... prompt) {
        this.tokenizer = tokenizer;
        this.tokens = new TokenList(prompt);
        this.handedOut = prompt.length;
        this.first = Math.max(0, prompt.length - BEFORE);
    }

    /** The text that one more token makes whole; perhaps none. */
    String add(int token) {
        tokens.add(token);
        return handOut(false);
    }

    /** What is left, whole or not. */
    String rest() {
        return handOut(true);
    }

    private String handOut(boolean all) {
        int[] decoded = tokens.from(first);
        String before = tokenizer.text(Arrays.copyOf(decoded, handedOut - first));
        String text = tokenizer.text(decoded);
        boolean incomplete = !text.isEmpty() && text.charAt(text.length() - 1) == INCOMPLETE;
        if (text.length() <= before.length() || (incomplete && !all)) {
            return "";
        }
        first = handedOut;
        handedOut = tokens.size();
        return text.substring(before.length());
    }
}
