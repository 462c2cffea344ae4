package dev.heed;

import dev.heed.spi.BackendProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** Asks {@link ServiceLoader} for providers, one at a time, so that a broken one hides no other. */
final class ProviderSearch {
    /** More broken entries than this mean that the search itself does not get on. */
    private static final int MOST_FAILURES = 100;

    private ProviderSearch() {}

    static List<FoundProvider> in(ClassLoader loader) {
        List<FoundProvider> found = new ArrayList<>();
        Iterator<ServiceLoader.Provider<BackendProvider>> providers =
                ServiceLoader.load(BackendProvider.class, loader).stream().iterator();
        int failures = 0;
        while (failures < MOST_FAILURES) {
            try {
                if (!providers.hasNext()) {
                    break;
                }
                found.add(construct(providers.next()));
            } catch (ServiceConfigurationError | LinkageError failure) {
                found.add(FoundProvider.broken("a provider", "found by " + loader, failure));
                failures++;
            }
        }
        return found;
    }

    private static FoundProvider construct(ServiceLoader.Provider<BackendProvider> provider) {
        Class<? extends BackendProvider> type = provider.type();
        try {
            return FoundProvider.of(provider.get());
        } catch (ServiceConfigurationError | LinkageError failure) {
            return FoundProvider.broken(type.getName(), FoundProvider.locationOf(type), failure);
        }
    }
}
