package com.example.plainjava;

import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.spi.BackendProvider;
import dev.heed.spi.Probe;

/** How {@code Backends.discover()} finds this backend. Constructing it does nothing (rule SPI-1). */
public final class PlainProvider implements BackendProvider {
    @Override
    public String id() {
        return PlainBackend.ID;
    }

    @Override
    public String version() {
        return "1.0.0 (Java " + Runtime.version().feature() + ")";
    }

    /** Below every engine with native code: it is chosen only where there is no other, or by its id. */
    @Override
    public int priority() {
        return 1;
    }

    /**
     * Plain Java runs wherever this class loads. A backend with a native library tries to load it here, catches what
     * that throws, LinkageErrors included, and answers Unavailable with a cause and a remedy (rule SPI-2).
     */
    @Override
    public Probe probe() {
        return new Probe.Available(PlainBackend.DEVICE);
    }

    @Override
    public Backend open(BackendOptions options) {
        return new PlainBackend();
    }
}
