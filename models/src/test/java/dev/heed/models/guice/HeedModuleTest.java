package dev.heed.models.guice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.inject.AbstractModule;
import com.google.inject.ConfigurationException;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.ProvisionException;
import com.google.inject.util.Modules;
import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.BackendSelectionException;
import dev.heed.Backends;
import dev.heed.Device;
import dev.heed.models.NamedBackend;
import dev.heed.models.TextEmbedder;
import dev.heed.models.TinyBert;
import dev.heed.spi.BackendProvider;
import dev.heed.spi.Probe;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HeedModuleTest {
    @Test
    void embedderAndBackend_areSingletons_closedTogether(@TempDir Path folder) {
        Injector injector = injector(HeedModule.withPreferredBackend()
                .withModel(TinyBert.writeTo(folder).toString()));
        TextEmbedder embedder = injector.getInstance(TextEmbedder.class);
        Backend backend = injector.getInstance(Backend.class);

        assertThat(injector.getInstance(TextEmbedder.class)).isSameAs(embedder);
        assertThat(injector.getInstance(Backend.class)).isSameAs(backend);
        assertThat(embedder.embed("w1")).hasSize(16);

        injector.getInstance(HeedResources.class).close();
        injector.getInstance(HeedResources.class).close();

        assertThatIllegalStateException().isThrownBy(() -> embedder.embed("w1"));
    }

    @Test
    void backendIsChosenById_byPreference_orByPriority() {
        assertThat(backend(HeedModule.withBackend("low")).id()).isEqualTo("low");
        assertThat(backend(HeedModule.withBackend("broken", "low")).id()).isEqualTo("low");
        assertThat(backend(HeedModule.withPreferredBackend()).id()).isEqualTo("high");
    }

    @Test
    void optionsReachTheBackend() {
        HeedModule module = HeedModule.withBackend("high")
                .withOptions(BackendOptions.defaults().withThreads(3));

        assertThat(backend(module).device().name()).isEqualTo("3 threads");
    }

    @Test
    void unknownOrUnusableBackend_isExplained() {
        assertThatExceptionOfType(ProvisionException.class)
                .isThrownBy(() -> backend(HeedModule.withBackend("none")))
                .havingCause()
                .isExactlyInstanceOf(BackendSelectionException.class)
                .withMessageStartingWith("Unknown backend 'none'.");
        assertThatIllegalArgumentException()
                .isThrownBy(HeedModule::withBackend)
                .withMessage("ids: expected one or more, got none");
    }

    @Test
    void withoutModel_thereIsNoEmbedder() {
        Injector injector = injector(HeedModule.withPreferredBackend());

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> injector.getInstance(TextEmbedder.class));
    }

    @Test
    void afterClosing_nothingIsOpened() {
        Injector injector = injector(HeedModule.withPreferredBackend());
        injector.getInstance(HeedResources.class).close();

        assertThatExceptionOfType(ProvisionException.class)
                .isThrownBy(() -> injector.getInstance(Backend.class))
                .havingCause()
                .withMessage("HeedResources is closed.");
    }

    private static Backend backend(HeedModule module) {
        return injector(module).getInstance(Backend.class);
    }

    private static Injector injector(HeedModule module) {
        return Guice.createInjector(Modules.override(module).with(new AbstractModule() {
            @Override
            protected void configure() {
                bind(Backends.class)
                        .toInstance(Backends.of(
                                new NamedProvider("low", 1, true),
                                new NamedProvider("high", 2, true),
                                new NamedProvider("broken", 3, false)));
            }
        }));
    }

    private record NamedProvider(String id, int priority, boolean usable) implements BackendProvider {
        @Override
        public String version() {
            return "1";
        }

        @Override
        public Probe probe() {
            return usable
                    ? new Probe.Available(new Device("cpu", "any"))
                    : new Probe.Unavailable("it is broken", "Repair it");
        }

        @Override
        public Backend open(BackendOptions options) {
            return new NamedBackend(id, options.effectiveThreads());
        }
    }
}
