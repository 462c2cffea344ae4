package dev.heed.tornado;

import dev.heed.Backend;
import dev.heed.Device;
import dev.heed.spi.Probe;

/** What tests run on: TornadoVM where {@code TORNADOVM_HOME} is set, else the same kernels in plain Java. */
final class TestedBackend {
    private TestedBackend() {}

    /** With the kernels that the device gets. */
    static Backend open() {
        Device device = device();
        return new TornadoBackend(device, KernelChoice.of(device.kind()));
    }

    /** With the kernels of a choice. */
    static Backend open(KernelChoice choice) {
        return new TornadoBackend(device(), choice);
    }

    /** Whether kernels run on a CPU by TornadoVM, and not in plain Java. */
    static boolean onTornadoVmsCpu() {
        return onTornadoVm() && device().kind().equals("cpu");
    }

    private static boolean onTornadoVm() {
        return System.getenv("TORNADOVM_HOME") != null;
    }

    private static Device device() {
        if (!onTornadoVm()) {
            return new Device("cpu", "the kernels in plain Java, not TornadoVM");
        }
        Probe probe = new TornadoBackendProvider().probe();
        if (probe instanceof Probe.Available available) {
            return available.device();
        }
        throw new IllegalStateException("TornadoVM is not usable: " + probe);
    }
}
