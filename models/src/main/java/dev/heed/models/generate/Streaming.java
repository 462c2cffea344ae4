package dev.heed.models.generate;

import java.util.Iterator;
import java.util.Optional;

/**
 * What is generated, piece by piece: each is computed when it is asked for. Close it when you stop before the end, best
 * by try-with-resources: it holds a session of the decoder until then. At the end, and when anything fails, it closes
 * itself. For one thread; {@link #close()} may be called by any.
 *
 * <p>If the thread is interrupted, {@link #hasNext()} closes it and throws
 * {@link java.util.concurrent.CancellationException}; the thread stays interrupted.
 *
 * @param <T> a token id, or a piece of text
 */
public interface Streaming<T> extends Iterator<T>, AutoCloseable {
    /** Why it ended; empty while it has not. */
    Optional<FinishReason> finish();

    /** How many tokens were generated so far. */
    int tokens();

    /**
     * Ends it, and frees what it holds. {@link #hasNext()} is false then, whatever was computed and not taken; a piece
     * that it has already promised may still be taken. Does nothing the second time.
     */
    @Override
    void close();
}
