package dev.heed.models.guice;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.Backends;
import dev.heed.models.TextEmbedder;
import java.util.List;
import java.util.Optional;

/**
 * Binds a {@link Backend}, a {@link TextEmbedder} if a model is named, and {@link HeedResources}, by which they are
 * closed. Both are singletons, opened when they are first needed, or with the injector in Guice's production stage.
 *
 * <pre>{@code
 * Injector injector = Guice.createInjector(
 *         HeedModule.withBackend("djl", "nd4j").withModel("all-MiniLM-L6-v2"));
 * try (HeedResources resources = injector.getInstance(HeedResources.class)) {
 *     float[] vector = injector.getInstance(TextEmbedder.class).embed("A man is eating food.");
 * }
 * }</pre>
 *
 * <p>{@link Backends} is bound to what the class path holds; another binding of it takes a {@code Modules.override}.
 * A module is immutable.
 */
public final class HeedModule extends AbstractModule {
    private final List<String> backends;
    private final BackendOptions options;
    private final Optional<String> model;

    private HeedModule(List<String> backends, BackendOptions options, Optional<String> model) {
        this.backends = List.copyOf(backends);
        this.options = options;
        this.model = model;
    }

    /** The available backend of the highest priority. */
    public static HeedModule withPreferredBackend() {
        return new HeedModule(List.of(), BackendOptions.defaults(), Optional.empty());
    }

    /**
     * The backend of this id; or, of several, the first that is available.
     *
     * @throws IllegalArgumentException if no id is given
     */
    public static HeedModule withBackend(String... ids) {
        if (ids.length == 0) {
            throw new IllegalArgumentException("ids: expected one or more, got none");
        }
        return new HeedModule(List.of(ids), BackendOptions.defaults(), Optional.empty());
    }

    /** This module, with options for the backend. */
    public HeedModule withOptions(BackendOptions value) {
        return new HeedModule(backends, value, model);
    }

    /**
     * This module, with a model for a {@link TextEmbedder}.
     *
     * @param nameOrPath as {@link TextEmbedder#open(String, Backend)} takes it
     */
    public HeedModule withModel(String nameOrPath) {
        return new HeedModule(backends, options, Optional.of(nameOrPath));
    }

    @Override
    protected void configure() {
        bind(HeedResources.class);
        model.ifPresent(name -> install(new EmbedderModule(name)));
    }

    @Provides
    @Singleton
    Backends backends() {
        return Backends.discover();
    }

    @Provides
    @Singleton
    Backend backend(Backends found, HeedResources resources) {
        resources.requireOpen();
        return resources.add(open(found));
    }

    private Backend open(Backends found) {
        return switch (backends.size()) {
            case 0 -> found.preferred(options);
            case 1 -> found.open(backends.get(0), options);
            default -> found.firstAvailable(options, backends.toArray(String[]::new));
        };
    }
}
