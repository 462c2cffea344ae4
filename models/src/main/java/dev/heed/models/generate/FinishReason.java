package dev.heed.models.generate;

/** Why a text ended. */
public enum FinishReason {
    /** As many tokens as were asked for. */
    MAX_TOKENS,
    /** An id that ends texts came; it is not part of the text. */
    STOP_ID,
    /** A stop word came; it and what follows are not part of the text. */
    STOP_WORD,
    /** The context is full. */
    CONTEXT_FULL,
    /** It was closed before its end. */
    CANCELLED
}
