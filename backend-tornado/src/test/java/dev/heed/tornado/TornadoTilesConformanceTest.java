package dev.heed.tornado;

import dev.heed.Backend;
import dev.heed.conformance.junit.BackendConformance;

/** The kernels that a GPU gets, whatever the device is. */
class TornadoTilesConformanceTest extends BackendConformance {
    @Override
    protected Backend open() {
        return TestedBackend.open(KernelChoice.TILES);
    }

    /** All cases in plain Java and on a GPU; on a CPU, for which these kernels are not made, they would take an hour. */
    @Override
    protected boolean quick() {
        return super.quick() || TestedBackend.onTornadoVmsCpu();
    }
}
