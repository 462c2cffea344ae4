package dev.heed.models.generate;

/** Where tokens come from, one after the other. */
interface TokenSource extends AutoCloseable {
    /** Whether the context has room for what the next token needs. */
    boolean hasRoom();

    /** Computes the next token. */
    int next();

    @Override
    void close();
}
