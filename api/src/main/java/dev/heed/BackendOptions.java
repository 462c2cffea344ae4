package dev.heed;

import java.util.OptionalInt;

/**
 * What a caller may choose when a backend is opened.
 *
 * @param threads how many threads one call computes on; empty leaves it to the backend, which takes every processor
 *     that the JVM reports
 */
public record BackendOptions(OptionalInt threads) {
    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException if the number of threads is not positive
     */
    public BackendOptions {
        if (threads.isPresent() && threads.getAsInt() < 1) {
            throw new IllegalArgumentException("threads: expected 1 or more, got " + threads.getAsInt());
        }
    }

    /** Everything left to the backend. */
    public static BackendOptions defaults() {
        return new BackendOptions(OptionalInt.empty());
    }

    /** These options with a number of threads. */
    public BackendOptions withThreads(int count) {
        return new BackendOptions(OptionalInt.of(count));
    }

    /** The number of threads asked for, or else every processor that the JVM reports. */
    public int effectiveThreads() {
        return threads.orElseGet(() -> Runtime.getRuntime().availableProcessors());
    }
}
