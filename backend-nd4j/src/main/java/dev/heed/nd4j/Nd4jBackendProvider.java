package dev.heed.nd4j;

import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.spi.BackendProvider;
import dev.heed.spi.Probe;

/**
 * ND4J on the CPU, under the id {@code nd4j}, in FLOAT32.
 *
 * <p>The first {@link #probe()} or {@link #open} unpacks ND4J's native libraries, 400 MB, into a cache folder
 * ({@code ~/.javacpp/cache}, or the system property {@code org.bytedeco.javacpp.cachedir}), if they are not there yet.
 * While a backend of this kind is open, the process's OpenBLAS works with one thread for each caller; the backend has
 * threads of its own.
 */
public final class Nd4jBackendProvider implements BackendProvider {
    static final String ID = "nd4j";

    /** Does nothing yet (rule SPI-1). */
    public Nd4jBackendProvider() {}

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String version() {
        return Version.text();
    }

    @Override
    public int priority() {
        return 90;
    }

    @Override
    public Probe probe() {
        return Nd4jLibrary.probe();
    }

    @Override
    public Backend open(BackendOptions options) {
        if (probe() instanceof Probe.Unavailable unavailable) {
            throw new IllegalStateException("backend '" + ID + "' is not usable: " + unavailable);
        }
        return new Nd4jBackend(options);
    }
}
