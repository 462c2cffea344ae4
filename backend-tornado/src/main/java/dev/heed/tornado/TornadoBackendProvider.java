package dev.heed.tornado;

import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.spi.BackendProvider;
import dev.heed.spi.Probe;
import java.util.Objects;

/**
 * The place of <a href="https://www.tornadovm.org">TornadoVM</a>, which compiles Java to OpenCL, PTX and SPIR-V, among
 * the backends. This version holds no kernels: {@link #probe()} never answers {@link Probe.Available}, on any machine,
 * and {@link #open} always throws. It is registered nevertheless, so that whoever asks for {@code tornado} reads why it
 * cannot run, not that nobody has heard of it.
 *
 * <p>The probe looks, in this order, whether
 *
 * <ol>
 *   <li>TornadoVM's classes are on the class path or module path,
 *   <li>this JVM can read them: a TornadoVM built for one JDK does not load on an older one,
 *   <li>{@code TORNADOVM_HOME} names the folder of its SDK, from which its drivers are loaded,
 * </ol>
 *
 * and names the first that is missing. TornadoVM's own code is never run, and nothing of it is needed to build or load
 * this module: its API is looked up by name. Any number of threads may use one provider.
 */
public final class TornadoBackendProvider implements BackendProvider {
    static final String ID = "tornado";

    private final Installation installation;

    /** The provider for this JVM. Looks at nothing yet (rule SPI-1). */
    public TornadoBackendProvider() {
        this(Installation.ofThisJvm());
    }

    TornadoBackendProvider(Installation installation) {
        this.installation = installation;
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String version() {
        return Objects.requireNonNullElse(getClass().getPackage().getImplementationVersion(), "unpackaged")
                + " (no kernels yet)";
    }

    /** Below the engines for a CPU, which are known to run. */
    @Override
    public int priority() {
        return 80;
    }

    @Override
    public Probe probe() {
        return unavailable();
    }

    private Probe.Unavailable unavailable() {
        return installation
                .problem()
                .orElseGet(() -> new Probe.Unavailable(
                        "TornadoVM is installed, but this version of Heed has no kernels for it",
                        "Use backend 'djl' or 'nd4j'"));
    }

    /** Always throws {@link IllegalStateException}, with the cause and the remedy that {@link #probe()} gives. */
    @Override
    public Backend open(BackendOptions options) {
        throw new IllegalStateException("Backend 'tornado' is not usable: " + unavailable() + ".");
    }
}
