package dev.heed.conformance.compare;

import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.Backends;
import dev.heed.Candidate;
import dev.heed.spi.BackendProvider;
import dev.heed.spi.BaselineProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Function;

/**
 * A backend that is to take part. It is opened when its turn comes and not before, so that the memory that it takes can
 * be told from that of the others.
 *
 * @param id the backend's id
 * @param version the version of the provider and of its engine
 * @param opening opens it, or throws an exception whose message says why it cannot be used
 * @param baseline calls its engine's own attention, to be timed beside the backend's; empty if there is none
 */
public record Entrant(
        String id, String version, Function<BackendOptions, Backend> opening, Optional<BaselineProvider> baseline) {
    /** More broken entries than this mean that the search itself does not get on. */
    private static final int MOST_FAILURES = 100;

    /** An entrant without a baseline. */
    public Entrant(String id, String version, Function<BackendOptions, Backend> opening) {
        this(id, version, opening, Optional.empty());
    }

    /**
     * Every provider that a class loader sees, usable or not, none of them probed yet. A provider that cannot even be
     * constructed is an entrant that cannot be opened.
     */
    public static List<Entrant> discover(ClassLoader loader) {
        List<Entrant> entrants = new ArrayList<>();
        Baselines baselines = Baselines.discover(loader);
        Iterator<BackendProvider> providers =
                ServiceLoader.load(BackendProvider.class, loader).iterator();
        int failures = 0;
        while (failures < MOST_FAILURES) {
            try {
                if (!providers.hasNext()) {
                    break;
                }
                entrants.add(of(providers.next(), baselines));
            } catch (ServiceConfigurationError | LinkageError | RuntimeException failure) {
                failures++;
                entrants.add(broken(failure));
            }
        }
        return entrants;
    }

    private static Entrant of(BackendProvider provider, Baselines baselines) {
        String id = provider.id();
        Backends alone = Backends.of(provider);
        return new Entrant(id, provider.version(), options -> alone.open(id, options), baselines.of(id));
    }

    private static Entrant broken(Throwable failure) {
        String reason = "A provider could not be constructed: " + failure;
        return new Entrant("a provider", "", options -> {
            throw new IllegalStateException(reason, failure);
        });
    }

    /**
     * Every candidate of these backends, usable or not. Asking for the candidates probes them all at once, so that the
     * memory of the libraries that probing loads is not told apart.
     */
    public static List<Entrant> of(Backends backends) {
        return backends.candidates().stream().map(each -> of(each, backends)).toList();
    }

    private static Entrant of(Candidate candidate, Backends backends) {
        return new Entrant(candidate.id(), candidate.version(), options -> backends.open(candidate.id(), options));
    }
}
