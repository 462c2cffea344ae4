package dev.heed.tornado;

import dev.heed.Backend;
import dev.heed.Device;
import dev.heed.conformance.junit.BackendConformance;

class TornadoConformanceTest extends BackendConformance {
    @Override
    protected Backend open() {
        return new TornadoBackend(new Device("cpu", "the kernels in plain Java, not TornadoVM"));
    }
}
