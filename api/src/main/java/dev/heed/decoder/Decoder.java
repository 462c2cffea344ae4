package dev.heed.decoder;

/**
 * A decoder with its weights where the backend wants them. Any number of threads may use it at once, each with sessions
 * of its own. Closing it closes its sessions and frees the weights; afterwards {@link #open} throws
 * {@link IllegalStateException}, and closing again does nothing (rule SPI-8).
 */
public interface Decoder extends AutoCloseable {
    /** What it computes. */
    DecoderSpec spec();

    /**
     * Opens a session with an empty cache (rule DEC-3). The caller closes it.
     *
     * @throws IllegalArgumentException if the options do not fit the spec, naming which
     * @throws IllegalStateException if the decoder or its backend was closed
     */
    DecoderSession open(SessionOptions options);

    /** How many tokens a page of the cache holds: a row's memory is rounded up to pages (rule DEC-8). */
    int pageTokens();

    /**
     * The bytes that the caches of all open sessions take, pages that several share counted once (rule DEC-8). The
     * projected memories of an encoder are not among them.
     */
    long cacheBytes();

    /** Closes the sessions and frees the weights. */
    @Override
    void close();
}
