package dev.heed.nd4j;

import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.conformance.junit.BackendConformance;

/** The whole suite. */
class Nd4jConformanceTest extends BackendConformance {
    @Override
    protected Backend open() {
        return new Nd4jBackendProvider().open(BackendOptions.defaults());
    }
}
