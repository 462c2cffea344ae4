package dev.heed.cli;

import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.Backends;
import dev.heed.conformance.cli.KnownBackends;
import dev.heed.conformance.cli.Threads;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which backend runs, and on how many threads. */
final class BackendChoice {
    @Option(
            names = "--backend",
            paramLabel = "ID",
            split = ",",
            description = "The backend to run on, such as djl; or several, of which the first usable one runs:"
                    + " tornado,djl. Without it the usable one of highest priority runs ('heed backends').")
    private String[] ids = {};

    @Mixin
    private Threads threads = new Threads();

    /** Opens the backend. The caller closes it. */
    Backend open(Backends backends) {
        return KnownBackends.open(backends, List.of(ids), () -> open(backends, threads.options()));
    }

    private Backend open(Backends backends, BackendOptions options) {
        return switch (ids.length) {
            case 0 -> backends.preferred(options);
            case 1 -> backends.open(ids[0], options);
            default -> backends.firstAvailable(options, ids);
        };
    }
}
