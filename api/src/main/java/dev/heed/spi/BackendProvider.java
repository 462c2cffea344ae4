package dev.heed.spi;

import dev.heed.Backend;
import dev.heed.BackendOptions;

/**
 * What the author of a backend registers, in {@code META-INF/services/dev.heed.spi.BackendProvider} or with
 * {@code provides} in a module descriptor.
 *
 * <p>Constructing a provider is cheap and has no effect: no native library is loaded, no thread started, nothing
 * printed, no file or network touched (rule SPI-1).
 */
public interface BackendProvider {
    /** The backend's id: lower-case letters, digits and hyphens, unique among the providers of a class path. */
    String id();

    /** The version of this provider and of the engine below it, for people: {@code 0.1.0 (PyTorch 2.7.1)}. */
    String version();

    /**
     * Which backend is preferred when the caller names none: the highest one that is available. The engines of this
     * project use 100 for a CPU and 200 for a GPU, give or take. May look at the hardware; never throws.
     */
    int priority();

    /**
     * Whether the backend can be opened here and now. It may load native libraries. It never throws, and catches
     * {@link LinkageError} too (rule SPI-2).
     */
    Probe probe();

    /**
     * Opens the backend. The caller closes it.
     *
     * @throws IllegalStateException if {@link #probe()} answers {@link Probe.Unavailable}, with its cause and remedy
     */
    Backend open(BackendOptions options);
}
