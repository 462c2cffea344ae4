package dev.heed.djl;

import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.Device;
import dev.heed.spi.BackendProvider;
import dev.heed.spi.Probe;
import java.util.Optional;

/**
 * The backend {@code djl}: PyTorch's libtorch on the CPU, through the <a href="https://djl.ai">Deep Java Library</a>.
 *
 * <p>The first {@link #probe()} or {@link #open} on a machine unpacks libtorch from its jar (0.45 GB, some seconds) into
 * {@code $DJL_CACHE_DIR}, or else {@code ~/.djl.ai}. The engine's telemetry and downloads are switched off before it
 * loads.
 */
public final class DjlBackendProvider implements BackendProvider {
    static final String ID = "djl";
    private static final String ENGINE = "PyTorch 2.7.1, DJL 0.35.1";

    /** The provider. Loads nothing yet (rule SPI-1). */
    public DjlBackendProvider() {}

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String version() {
        String own = DjlBackendProvider.class.getPackage().getImplementationVersion();
        return (own == null ? "development" : own) + " (" + ENGINE + ")";
    }

    @Override
    public int priority() {
        return 110;
    }

    @Override
    public Probe probe() {
        Optional<Probe.Unavailable> problem = Libtorch.load();
        return problem.isPresent() ? problem.get() : new Probe.Available(device(BackendOptions.defaults()));
    }

    @Override
    public Backend open(BackendOptions options) {
        return open(options, CallSizes.STANDARD);
    }

    /** With calls cut by these sizes, for tests. */
    static Backend open(BackendOptions options, CallSizes sizes) {
        Libtorch.load().ifPresent(problem -> {
            throw new IllegalStateException("Backend 'djl' cannot be opened: " + problem);
        });
        return new DjlBackend(device(options), options.effectiveThreads(), sizes);
    }

    private static Device device(BackendOptions options) {
        int threads = options.effectiveThreads();
        String with = Libtorch.hasOneDnn() ? "with oneDNN, " : "";
        return new Device("cpu", "libtorch " + with + threads + (threads == 1 ? " thread" : " threads"));
    }
}
