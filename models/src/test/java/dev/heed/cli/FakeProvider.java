package dev.heed.cli;

import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.Device;
import dev.heed.spi.BackendProvider;
import dev.heed.spi.Probe;

/**
 * A provider that says what a test wants.
 *
 * @param id its id
 * @param version its version
 * @param priority its priority
 * @param probe whether it is usable
 */
record FakeProvider(String id, String version, int priority, Probe probe) implements BackendProvider {
    static FakeProvider available(String id, int priority) {
        return new FakeProvider(id, "1.2 (Engine 3.4)", priority, new Probe.Available(new Device("cpu", "test")));
    }

    static FakeProvider unavailable(String id, int priority) {
        return new FakeProvider(
                id, "1.2", priority, new Probe.Unavailable("its library did not load", "Install the library"));
    }

    @Override
    public Backend open(BackendOptions options) {
        return new FakeBackend(id, options.effectiveThreads());
    }
}
