package dev.heed.models.generate;

import java.util.Optional;

/** A stream that is moved on token by token, by someone who knows when its source has one. */
interface SteppedStream<T> extends Streaming<T> {
    /** Whether it needs one more token; if not, it has ended. */
    boolean wantsToken();

    /** Takes one token from the source, and returns the piece that this makes; perhaps none. */
    Optional<T> step();
}
