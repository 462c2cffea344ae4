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
                found.add(broken(loader, failure));
                failures++;
            }
        }
        return found;
    }

    /** An entry of a service file whose class did not even load. */
    private static FoundProvider broken(ClassLoader loader, Throwable failure) {
        return ServiceFiles.seenBy(loader)
                .namedIn(failure)
                .map(entry -> FoundProvider.broken(entry.className(), entry.location(), failure))
                .orElseGet(
                        () -> FoundProvider.broken("a provider", "class loader '" + loader.getName() + "'", failure));
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
