package dev.heed;

import dev.heed.spi.BackendProvider;
import dev.heed.spi.Probe;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A provider, or what became of one, behind a wall: whatever it throws, from its constructor on, becomes a sentence
 * about it alone and leaves the others usable.
 */
final class FoundProvider {
    private final @Nullable BackendProvider provider;
    private final String className;
    private final String location;
    private final Probe.@Nullable Unavailable broken;
    private final Optional<String> id;
    private final OptionalInt priority;

    private FoundProvider(
            @Nullable BackendProvider provider,
            String className,
            String location,
            Probe.@Nullable Unavailable problem) {
        this.provider = provider;
        this.className = className;
        this.location = location;
        Attempt<String> idAttempt = attempt(provider, "id", BackendProvider::id);
        Attempt<Integer> priorityAttempt = attempt(provider, "priority", BackendProvider::priority);
        this.id = Optional.ofNullable(idAttempt.value());
        this.priority = priorityAttempt.value() == null ? OptionalInt.empty() : OptionalInt.of(priorityAttempt.value());
        this.broken = Stream.of(problem, idAttempt.failure(), priorityAttempt.failure())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    static FoundProvider of(BackendProvider provider) {
        return new FoundProvider(provider, provider.getClass().getName(), locationOf(provider.getClass()), null);
    }

    static FoundProvider broken(String className, String location, Throwable failure) {
        return new FoundProvider(null, className, location, ProviderFailure.of(failure));
    }

    Optional<String> id() {
        return id;
    }

    String name() {
        return id.orElse(className);
    }

    OptionalInt priority() {
        return broken == null ? priority : OptionalInt.empty();
    }

    Probe probe() {
        if (broken != null) {
            return broken;
        }
        Attempt<Probe> attempt = attempt(provider, "probe", BackendProvider::probe);
        return attempt.value() != null ? attempt.value() : Objects.requireNonNull(attempt.failure());
    }

    Candidate candidate() {
        Attempt<String> version = attempt(provider, "version", BackendProvider::version);
        return new Candidate(name(), version.value() == null ? "" : version.value(), location, priority(), probe());
    }

    /**
     * Opens the backend.
     *
     * @throws BackendSelectionException if the provider was built for another API, which its probe need not notice
     */
    Backend open(BackendOptions options) {
        if (provider == null) {
            throw new IllegalStateException(className + " could not be constructed");
        }
        try {
            return provider.open(options);
        } catch (LinkageError failure) {
            Candidate unopened = new Candidate(name(), "", location, priority(), ProviderFailure.of(failure));
            throw new BackendSelectionException(
                    "Backend '" + name() + "' is available, but did not open. " + unopened, failure);
        }
    }

    /** An answer, or what came instead; both are null where there is no provider to ask. */
    private record Attempt<T>(@Nullable T value, Probe.@Nullable Unavailable failure) {}

    private interface Question<T> {
        @Nullable
        T ask(BackendProvider provider);
    }

    private static <T> Attempt<T> attempt(@Nullable BackendProvider provider, String method, Question<T> question) {
        if (provider == null) {
            return new Attempt<>(null, null);
        }
        try {
            T value = question.ask(provider);
            return new Attempt<>(value, value == null ? ProviderFailure.of(method + "() answered null") : null);
        } catch (RuntimeException | LinkageError failure) {
            return new Attempt<>(null, ProviderFailure.of(failure));
        }
    }

    static String locationOf(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source == null || source.getLocation() == null
                ? "module " + type.getModule().getName()
                : location(source.getLocation().toString());
    }

    /** An address as people write it: a path if it is one. */
    static String location(String url) {
        try {
            URI uri = new URI(url);
            return "file".equals(uri.getScheme()) ? Path.of(uri).toString() : url;
        } catch (URISyntaxException | IllegalArgumentException notAPath) {
            return url;
        }
    }
}
