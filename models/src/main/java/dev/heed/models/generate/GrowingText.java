package dev.heed.models.generate;

import java.util.Arrays;

/** The tokens of one text, those of them that its row of the cache has not been fed yet, and how the next one is chosen. */
final class GrowingText {
    private final int capacity;
    private final TokenChooser chooser;
    private final ContextOverflow overflow;
    private final TokenList tokens;
    private int held;
    private int[] waiting;

    /**
     * Goes on from a prompt, in a row that is empty.
     *
     * @param capacity how many tokens the row can hold
     */
    GrowingText(int[] prompt, int capacity, TokenChooser chooser, ContextOverflow overflow) {
        this.capacity = capacity;
        this.chooser = chooser;
        this.overflow = overflow;
        this.tokens = new TokenList(prompt);
        this.waiting = prompt;
    }

    /** Whether the row can be fed what waits. */
    boolean hasRoom() {
        return overflow instanceof ContextOverflow.Slide || fits();
    }

    private boolean fits() {
        return held + waiting.length <= capacity;
    }

    /** Makes room, if there is none. True if the caller has to empty the row; what is kept waits to be fed again. */
    boolean slides() {
        if (fits() || !(overflow instanceof ContextOverflow.Slide slide)) {
            return false;
        }
        held = 0;
        waiting = tokens.from(Math.max(0, tokens.size() - slide.kept()));
        return true;
    }

    /** What the row is to be fed next. */
    int[] waiting() {
        return waiting;
    }

    /** Notes that so many of those that wait were fed. True if none is left: then the next one can be chosen. */
    boolean fed(int count) {
        held += count;
        waiting = Arrays.copyOfRange(waiting, count, waiting.length);
        return waiting.length == 0;
    }

    /**
     * Chooses the next token, which then waits to be fed.
     *
     * @param logits those after the last token; changed on the way
     */
    int choose(float[] logits) {
        int token = chooser.choose(tokens, logits);
        tokens.add(token);
        waiting = new int[] {token};
        return token;
    }
}
