package dev.heed.djl;

import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.conformance.junit.BackendConformance;

/** The whole suite with calls cut as finely as large ones never are: many parts, and many tiles with gaps. */
class FineCutConformanceTest extends BackendConformance {
    static final CallSizes FINE = new CallSizes(0, 64, 3, 0, 24);

    @Override
    protected Backend open() {
        return DjlBackendProvider.open(BackendOptions.defaults().withThreads(2), FINE);
    }
}
