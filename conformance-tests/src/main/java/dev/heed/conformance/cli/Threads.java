package dev.heed.conformance.cli;

import dev.heed.BackendOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that says on how many threads a backend computes. */
public final class Threads {
    @Option(
            names = "--threads",
            paramLabel = "N",
            converter = PositiveNumber.class,
            description = "How many threads one computation takes. Without it: all processors.")
    private @Nullable Integer threads;

    /** What a backend is opened with. */
    public BackendOptions options() {
        BackendOptions defaults = BackendOptions.defaults();
        return threads == null ? defaults : defaults.withThreads(threads);
    }
}
