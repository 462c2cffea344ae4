package com.example.plainjava;

import dev.heed.Backend;
import dev.heed.Backends;
import dev.heed.conformance.junit.BackendConformance;

class PlainConformanceTest extends BackendConformance {
    @Override
    protected Backend open() {
        return Backends.discover().open("plain-java");
    }
}
