package dev.heed;

import dev.heed.spi.BackendProvider;
import dev.heed.spi.Probe;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A provider, or what became of one, behind a wall: whatever it throws, from its constructor on, becomes a sentence
 * about it alone and leaves the others usable.
 */
final class FoundProvider {
    private static final String REMEDY =
            "update it to a version built for this heed-api, or leave it off the class path";

    private final @Nullable BackendProvider provider;
    private final String className;
    private final String location;
    private final Probe.@Nullable Unavailable broken;
    private final Optional<String> id;
    private final OptionalInt priority;

    private FoundProvider(@Nullable BackendProvider provider, String className, String location, String problem) {
        this.provider = provider;
        this.className = className;
        this.location = location;
        Attempt<String> idAttempt = attempt(provider, BackendProvider::id);
        Attempt<Integer> priorityAttempt = attempt(provider, BackendProvider::priority);
        this.id = Optional.ofNullable(idAttempt.value());
        this.priority = priorityAttempt.value() == null ? OptionalInt.empty() : OptionalInt.of(priorityAttempt.value());
        String failure = provider == null ? problem : firstNonNull(idAttempt.failure(), priorityAttempt.failure());
        this.broken = failure == null ? null : new Probe.Unavailable(failure, REMEDY);
    }

    static FoundProvider of(BackendProvider provider) {
        return new FoundProvider(provider, provider.getClass().getName(), locationOf(provider.getClass()), "");
    }

    static FoundProvider broken(String className, String location, Throwable failure) {
        return new FoundProvider(null, className, location, describe(failure));
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
        if (broken != null || provider == null) {
            return broken != null ? broken : new Probe.Unavailable("it could not be constructed", REMEDY);
        }
        Attempt<Probe> attempt = attempt(provider, BackendProvider::probe);
        Probe probe = attempt.value();
        return probe != null
                ? probe
                : new Probe.Unavailable(firstNonNull(attempt.failure(), "probe() answered null") + "", REMEDY);
    }

    Candidate candidate() {
        Attempt<String> version = attempt(provider, BackendProvider::version);
        return new Candidate(name(), version.value() == null ? "" : version.value(), location, priority(), probe());
    }

    Backend open(BackendOptions options) {
        if (provider == null) {
            throw new IllegalStateException(className + " could not be constructed");
        }
        return provider.open(options);
    }

    private record Attempt<T>(@Nullable T value, @Nullable String failure) {}

    private interface Question<T> {
        @Nullable
        T ask(BackendProvider provider);
    }

    private static <T> Attempt<T> attempt(@Nullable BackendProvider provider, Question<T> question) {
        if (provider == null) {
            return new Attempt<>(null, null);
        }
        try {
            return new Attempt<>(question.ask(provider), null);
        } catch (RuntimeException | LinkageError failure) {
            return new Attempt<>(null, describe(failure));
        }
    }

    static String describe(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String kind = cause.getClass().getSimpleName();
        return cause.getMessage() == null ? "it threw " + kind : "it threw " + kind + ": " + cause.getMessage();
    }

    static String locationOf(Class<?> type) {
        Supplier<String> unknown = () -> "module " + type.getModule().getName();
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return unknown.get();
        }
        try {
            URI uri = source.getLocation().toURI();
            return "file".equals(uri.getScheme()) ? Path.of(uri).toString() : uri.toString();
        } catch (URISyntaxException notAUri) {
            return source.getLocation().toString();
        }
    }

    private static @Nullable String firstNonNull(@Nullable String first, @Nullable String second) {
        return first != null ? first : second;
    }
}
