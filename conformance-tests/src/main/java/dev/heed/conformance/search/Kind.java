package dev.heed.conformance.search;

/** What a draw is of. */
public enum Kind {
    /** An attention with one call. */
    ATTENTION,
    /** A Transformer encoder with one batch. */
    ENCODER;

    Problem draw(Choices choices) {
        return switch (this) {
            case ATTENTION -> new AttentionDraw(choices).draw();
            case ENCODER -> new EncoderDraw(choices).draw();
        };
    }
}
