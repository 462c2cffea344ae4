package dev.heed.models.generate;

/** What happens when a text gets longer than the context. */
public sealed interface ContextOverflow {
    /**
     * What would not fit is refused before anything is computed. Without a maximum of tokens, the text ends where the
     * context does.
     */
    record Refuse() implements ContextOverflow {}

    /**
     * When the context is full, all but the last tokens are forgotten, and those are fed again.
     *
     * @param kept how many are kept; at least 1 and less than the context
     */
    record Slide(int kept) implements ContextOverflow {
        /** Checks the number. */
        public Slide {
            if (kept < 1) {
                throw new IllegalArgumentException("kept: expected 1 or more tokens, got " + kept);
            }
        }
    }
}
