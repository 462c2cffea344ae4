package dev.heed.models.huggingface;

import java.util.OptionalInt;

/** How many tokens the sequences of a model may have. */
final class Contexts {
    private Contexts() {}

    /**
     * The context that was asked for, or the usual one.
     *
     * @throws IllegalArgumentException if more is asked for than there are positions
     */
    static int choose(OptionalInt wanted, int usual, int positions) {
        int context = wanted.orElse(usual);
        if (context < 1 || context > positions) {
            throw new IllegalArgumentException(
                    "context: expected 1 to " + positions + " (max_position_embeddings), got " + context);
        }
        return context;
    }
}
