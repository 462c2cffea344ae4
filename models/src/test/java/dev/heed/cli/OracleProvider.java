package dev.heed.cli;

import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.Device;
import dev.heed.conformance.OracleBackend;
import dev.heed.spi.BackendProvider;
import dev.heed.spi.Probe;

/** Offers the oracle as a backend. */
final class OracleProvider implements BackendProvider {
    @Override
    public String id() {
        return "oracle";
    }

    @Override
    public String version() {
        return "1";
    }

    @Override
    public int priority() {
        return 1;
    }

    @Override
    public Probe probe() {
        return new Probe.Available(new Device("cpu", "test"));
    }

    @Override
    public Backend open(BackendOptions options) {
        return new OracleBackend();
    }
}
