package dev.heed.cli;

import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.Backends;
import org.jspecify.annotations.Nullable;
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

    @Option(
            names = "--threads",
            paramLabel = "N",
            converter = PositiveNumber.class,
            description = "How many threads one computation takes. Without it: all processors.")
    private @Nullable Integer threads;

    static BackendOptions options(@Nullable Integer threads) {
        BackendOptions defaults = BackendOptions.defaults();
        return threads == null ? defaults : defaults.withThreads(threads);
    }

    /** Opens the backend. The caller closes it. */
    Backend open(Backends backends) {
        BackendOptions options = options(threads);
        return switch (ids.length) {
            case 0 -> backends.preferred(options);
            case 1 -> backends.open(ids[0], options);
            default -> backends.firstAvailable(options, ids);
        };
    }
}
