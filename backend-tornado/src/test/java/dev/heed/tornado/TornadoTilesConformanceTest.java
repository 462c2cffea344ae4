package dev.heed.tornado;

import dev.heed.Backend;
import dev.heed.conformance.junit.BackendConformance;

/** The kernels that a GPU gets, whatever the device is. */
class TornadoTilesConformanceTest extends BackendConformance {
    @Override
    protected Backend open() {
        return TestedBackend.open(KernelChoice.TILES);
    }
}
