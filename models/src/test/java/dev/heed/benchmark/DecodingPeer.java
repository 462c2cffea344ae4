package dev.heed.benchmark;

import java.nio.file.Path;

/** Another library, which decodes the same folder in FLOAT32 as its users would have it done. */
public interface DecodingPeer extends AutoCloseable {
    /** Who it is, found by {@link java.util.ServiceLoader}. */
    interface Provider {
        /** Opens the folder for so many threads. */
        DecodingPeer open(Path folder, int threads);
    }

    /** Its name and version. */
    String name();

    /** Starts a sequence anew with these tokens. */
    void prefill(int[] tokens);

    /** Feeds a token behind the first {@code past} ones, and says which is the likeliest to follow. */
    int next(int token, int past);

    @Override
    void close();
}
