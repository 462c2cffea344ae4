package dev.heed.benchmark;

import java.nio.file.Path;
import java.util.Optional;

/** Another library, which decodes the same folder in FLOAT32 as its users would have it done. */
public interface DecodingPeer extends AutoCloseable {
    /**
     * Opens the folder with the class that the system property {@code heed.benchmark.peer} names, if it is set: one with
     * a public constructor of a folder and a number of threads.
     */
    static Optional<DecodingPeer> open(Path folder, int threads) {
        return Optional.ofNullable(System.getProperty("heed.benchmark.peer")).map(name -> {
            try {
                return Class.forName(name)
                        .asSubclass(DecodingPeer.class)
                        .getConstructor(Path.class, int.class)
                        .newInstance(folder, threads);
            } catch (ReflectiveOperationException failure) {
                throw new IllegalStateException("The peer '" + name + "' cannot be used.", failure);
            }
        });
    }

    /** Who it is. */
    String name();

    /** Starts a sequence anew with these tokens. */
    void prefill(int[] tokens);

    /** Feeds a token behind the first {@code past} ones, and says which is the likeliest to follow. */
    int next(int token, int past);

    @Override
    void close();
}
