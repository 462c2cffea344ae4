package dev.heed.models.guice;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.heed.Backend;
import dev.heed.models.TextEmbedder;

/** Binds the embedder of one model. */
final class EmbedderModule extends AbstractModule {
    private final String model;

    EmbedderModule(String model) {
        this.model = model;
    }

    @Provides
    @Singleton
    TextEmbedder embedder(Backend backend, HeedResources resources) {
        resources.requireOpen();
        return resources.add(TextEmbedder.open(model, backend));
    }
}
