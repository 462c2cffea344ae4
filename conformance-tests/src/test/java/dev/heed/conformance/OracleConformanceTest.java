package dev.heed.conformance;

import dev.heed.Backend;
import dev.heed.conformance.junit.BackendConformance;

/** The suite on the oracle itself: what no backend could fail, the suite must not call wrong. */
class OracleConformanceTest extends BackendConformance {
    @Override
    protected Backend open() {
        return new OracleBackend();
    }
}
