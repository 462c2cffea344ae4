package dev.heed.tornado;

import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.Device;

/** What tests run on: TornadoVM where {@code TORNADOVM_HOME} is set, else the same kernels in plain Java. */
final class TestedBackend {
    private TestedBackend() {}

    static Backend open() {
        return System.getenv("TORNADOVM_HOME") == null
                ? new TornadoBackend(new Device("cpu", "the kernels in plain Java, not TornadoVM"))
                : new TornadoBackendProvider().open(BackendOptions.defaults());
    }
}
