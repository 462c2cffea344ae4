package dev.heed.tornado;

import dev.heed.Backend;
import dev.heed.conformance.junit.BackendConformance;

class TornadoConformanceTest extends BackendConformance {
    @Override
    protected Backend open() {
        return TestedBackend.open();
    }
}
