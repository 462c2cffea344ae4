package dev.heed.conformance.compare;

import dev.heed.spi.BaselineProvider;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** What the engines' own attention can be called by, for those backends that have it. */
final class Baselines {
    private final Map<String, BaselineProvider> byBackend = new HashMap<>();

    private Baselines() {}

    /** All that a class loader sees. One that is broken ends the search: a comparison goes on without. */
    static Baselines discover(ClassLoader loader) {
        Baselines baselines = new Baselines();
        try {
            Iterator<BaselineProvider> providers =
                    ServiceLoader.load(BaselineProvider.class, loader).iterator();
            while (providers.hasNext()) {
                BaselineProvider provider = providers.next();
                baselines.byBackend.put(provider.backend(), provider);
            }
        } catch (ServiceConfigurationError | LinkageError | RuntimeException broken) {
            System.getLogger(Baselines.class.getName())
                    .log(System.Logger.Level.WARNING, "A baseline could not be constructed.", broken);
        }
        return baselines;
    }

    Optional<BaselineProvider> of(String backend) {
        return Optional.ofNullable(byBackend.get(backend));
    }
}
