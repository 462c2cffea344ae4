package dev.heed.cli;

import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.Backends;
import dev.heed.conformance.OracleBackend;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which backend is checked; the oracle can be, too. */
final class CheckedBackend {
    private static final String ORACLE = "oracle";

    @Option(
            names = "--backend",
            paramLabel = "ID",
            required = true,
            description = "The backend to check, such as djl; or oracle, the float64 reference itself.")
    private String id = "";

    @Option(
            names = "--threads",
            paramLabel = "N",
            converter = PositiveNumber.class,
            description = "How many threads one computation takes. Without it: all processors.")
    private @Nullable Integer threads;

    /** Opens the backend, as often as it is asked. */
    Supplier<Backend> opener(Surroundings surroundings) {
        if (id.equals(ORACLE)) {
            return OracleBackend::new;
        }
        BackendOptions options = BackendChoice.options(threads);
        Backends backends = surroundings.backends().get();
        return () -> backends.open(id, options);
    }

    /** The backend, unless it is the oracle. The caller closes it. */
    Optional<Backend> openUnlessOracle(Surroundings surroundings) {
        return id.equals(ORACLE)
                ? Optional.empty()
                : Optional.of(opener(surroundings).get());
    }
}
