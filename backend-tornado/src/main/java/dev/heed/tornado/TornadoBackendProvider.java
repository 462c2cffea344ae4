package dev.heed.tornado;

import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.spi.BackendProvider;
import dev.heed.spi.Probe;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * <a href="https://www.tornadovm.org">TornadoVM</a>, which compiles Java to OpenCL, PTX and SPIR-V, under the id {@code
 * tornado}, in FLOAT32, on the device that TornadoVM chooses.
 *
 * <p>The probe looks, in this order, whether
 *
 * <ol>
 *   <li>TornadoVM's classes are there, and this JVM can read them: what was built for one JDK does not load on an older
 *       one,
 *   <li>{@code TORNADOVM_HOME} names the folder of its SDK, from which its drivers are loaded,
 *   <li>the JVM was started with TornadoVM's options,
 *   <li>TornadoVM's silent fallback, which gives wrong results, is off, and it has room for our graphs,
 *   <li>there is a device, and it has what the kernels need,
 * </ol>
 *
 * and names the first that is missing. Nothing of TornadoVM runs before the last step. Any number of threads may use one
 * provider.
 *
 * <p>Two options of TornadoVM are not required, and worth setting where no other code of the JVM needs them otherwise:
 * {@code -Dtornado.max.events=1024}, since before each run of a graph TornadoVM clears a list for each of its arrays, of
 * 32768 places unless fewer are asked for; and {@code -Dtornado.experimental.reduce=False}, since the search for
 * reductions, of which this backend declares none, starts a second compiler. {@code ./heed --backend tornado} sets both.
 */
public final class TornadoBackendProvider implements BackendProvider {
    static final String ID = "tornado";

    /** Above the engines of this project for a CPU. */
    private static final int ON_GPU = 150;

    /** Below them: on a CPU they are faster. */
    private static final int ON_CPU = 80;

    private final Installation installation;
    private final Supplier<Probe> device;

    /** The provider for this JVM. Looks at nothing yet (rule SPI-1). */
    public TornadoBackendProvider() {
        this(Installation.ofThisJvm(), () -> DeviceCheck.probe());
    }

    TornadoBackendProvider(Installation installation, Supplier<Probe> device) {
        this.installation = installation;
        this.device = device;
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String version() {
        return Objects.requireNonNullElse(getClass().getPackage().getImplementationVersion(), "unpackaged")
                + " (for TornadoVM 5.2)";
    }

    @Override
    public int priority() {
        return probe() instanceof Probe.Available available
                        && available.device().kind().equals("gpu")
                ? ON_GPU
                : ON_CPU;
    }

    @Override
    public Probe probe() {
        Optional<Probe.Unavailable> problem = installation.problem();
        if (problem.isPresent()) {
            return problem.get();
        }
        try {
            return device.get();
        } catch (RuntimeException | LinkageError | InternalError failure) {
            return new Probe.Unavailable(
                    "TornadoVM does not start: " + failure, "See that its SDK is whole and fits this JDK");
        }
    }

    @Override
    public Backend open(BackendOptions options) {
        Probe probe = probe();
        if (probe instanceof Probe.Available available) {
            return new TornadoBackend(
                    available.device(), KernelChoice.of(available.device().kind()));
        }
        throw new IllegalStateException("backend '" + ID + "' is not usable: " + probe);
    }
}
