package dev.heed;

import dev.heed.spi.BackendProvider;
import dev.heed.spi.Probe;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The backends that can be found, and the choice among them (rules SPI-4 to SPI-6). Immutable; there is no registry of
 * the process's own. Any number of threads may use it.
 */
public final class Backends {
    private final List<FoundProvider> found;

    private Backends(List<FoundProvider> found) {
        this.found = List.copyOf(found);
    }

    /** The providers that the thread's context class loader sees, or else this class's own loader. */
    public static Backends discover() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return discover(context != null ? context : Backends.class.getClassLoader());
    }

    /** The providers that a class loader sees, on its class path or module path. */
    public static Backends discover(ClassLoader loader) {
        return new Backends(ProviderSearch.in(loader));
    }

    /** Exactly these providers, without any search. */
    public static Backends of(BackendProvider... providers) {
        return new Backends(List.of(providers).stream().map(FoundProvider::of).toList());
    }

    /** Every provider found, usable or not, with what its probe says. Probing may load native libraries. */
    public List<Candidate> candidates() {
        return found.stream().map(FoundProvider::candidate).toList();
    }

    /** Opens the backend of this id. The caller closes it. */
    public Backend open(String id) {
        return open(id, BackendOptions.defaults());
    }

    /**
     * Opens the backend of this id, or none. The caller closes it.
     *
     * @throws BackendSelectionException if there is no such backend, if it is not usable, or if two providers have one
     *     id
     */
    public Backend open(String id, BackendOptions options) {
        requireUniqueIds();
        FoundProvider provider = found.stream()
                .filter(each -> each.id().equals(Optional.of(id)))
                .findFirst()
                .orElseThrow(() -> new BackendSelectionException("Unknown backend '" + id + "'. " + listing()));
        if (provider.probe() instanceof Probe.Unavailable) {
            throw new BackendSelectionException("Backend '" + id + "' is not usable. " + listing());
        }
        return provider.open(options);
    }

    /** Opens the preferred backend with default options. The caller closes it. */
    public Backend preferred() {
        return preferred(BackendOptions.defaults());
    }

    /**
     * Opens the available backend of the highest priority. Backends of lower priority are not even probed. The caller
     * closes it.
     *
     * @throws BackendSelectionException if none is available, if two of the highest priority are, or if two providers
     *     have one id
     */
    public Backend preferred(BackendOptions options) {
        requireUniqueIds();
        Map<Integer, List<FoundProvider>> byPriority = found.stream()
                .filter(each -> each.priority().isPresent())
                .sorted(Comparator.comparing(
                                (FoundProvider each) -> each.priority().getAsInt())
                        .reversed())
                .collect(Collectors.groupingBy(
                        each -> each.priority().getAsInt(), LinkedHashMap::new, Collectors.toList()));
        for (Map.Entry<Integer, List<FoundProvider>> level : byPriority.entrySet()) {
            List<FoundProvider> available = level.getValue().stream()
                    .filter(each -> each.probe() instanceof Probe.Available)
                    .toList();
            if (available.size() > 1) {
                String ids =
                        available.stream().map(each -> "'" + each.name() + "'").collect(Collectors.joining(" and "));
                throw new BackendSelectionException("Backends " + ids + " are both available with priority "
                        + level.getKey() + "; ask for one by its id. " + listing());
            }
            if (available.size() == 1) {
                return available.get(0).open(options);
            }
        }
        throw new BackendSelectionException("No usable backend. " + listing());
    }

    /** Opens the first of these that is available, with default options. The caller closes it. */
    public Backend firstAvailable(String... ids) {
        return firstAvailable(BackendOptions.defaults(), ids);
    }

    /**
     * Opens the first of these that is available: a fallback that the caller chose. {@link Backend#id()} and every
     * result say which it was. The caller closes it.
     *
     * @throws BackendSelectionException if an id is unknown, if none of them is available, or if two providers have one
     *     id
     */
    public Backend firstAvailable(BackendOptions options, String... ids) {
        requireUniqueIds();
        List<FoundProvider> wanted = new ArrayList<>();
        for (String id : ids) {
            wanted.add(found.stream()
                    .filter(each -> each.id().equals(Optional.of(id)))
                    .findFirst()
                    .orElseThrow(() -> new BackendSelectionException("Unknown backend '" + id + "'. " + listing())));
        }
        return wanted.stream()
                .filter(each -> each.probe() instanceof Probe.Available)
                .findFirst()
                .orElseThrow(() -> new BackendSelectionException(
                        "None of the backends " + String.join(", ", ids) + " is usable. " + listing()))
                .open(options);
    }

    private void requireUniqueIds() {
        Map<String, List<FoundProvider>> byId = found.stream()
                .filter(each -> each.id().isPresent())
                .collect(Collectors.groupingBy(each -> each.id().get(), LinkedHashMap::new, Collectors.toList()));
        byId.forEach((id, providers) -> {
            if (providers.size() > 1) {
                throw new BackendSelectionException(
                        "Two providers have the id '" + id + "'; leave one of them off the class path. " + listing());
            }
        });
    }

    private String listing() {
        if (found.isEmpty()) {
            return "No provider was found. Check that a backend such as heed-backend-djl is on the class path; that a"
                    + " shaded jar merged the files in META-INF/services; and, where class loaders are many, that the one"
                    + " that sees the backend is given to Backends.discover(loader).";
        }
        return candidates().stream().map(Candidate::toString).collect(Collectors.joining(" "));
    }
}
