package dev.heed.conformance.cli;

import dev.heed.Backend;
import dev.heed.Backends;
import dev.heed.conformance.OracleBackend;
import dev.heed.conformance.compare.Entrant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
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

    @Mixin
    private Threads threads = new Threads();

    /** How many threads it is asked to compute on. */
    int threads() {
        return threads.options().effectiveThreads();
    }

    /** Opens the backend, as often as it is asked. */
    Supplier<Backend> opener(Setting setting) {
        if (id.equals(ORACLE)) {
            return OracleBackend::new;
        }
        Backends backends = setting.backends().get();
        return () -> KnownBackends.open(backends, List.of(id), () -> backends.open(id, threads.options()));
    }

    /** The version of its provider and of its engine. */
    String version(Setting setting) {
        return id.equals(ORACLE)
                ? "of this suite"
                : setting.entrants().get().stream()
                        .filter(each -> each.id().equals(id))
                        .map(Entrant::version)
                        .findFirst()
                        .orElse("unknown");
    }

    /** The backend, unless it is the oracle. The caller closes it. */
    Optional<Backend> openUnlessOracle(Setting setting) {
        return id.equals(ORACLE)
                ? Optional.empty()
                : Optional.of(opener(setting).get());
    }
}
