package dev.heed.djl;

import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.conformance.junit.BackendConformance;

class DjlConformanceTest extends BackendConformance {
    @Override
    protected Backend open() {
        return new DjlBackendProvider().open(BackendOptions.defaults());
    }
}
