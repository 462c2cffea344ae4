package dev.heed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.spi.BackendProvider;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackendsTest {
    private static final String HERE = FoundProvider.locationOf(FakeProvider.class);
    private static final String GOOD = "good (" + HERE + "): available on cpu (made up).";

    @Test
    void spi4_preferred_isTheHighestAvailable_andLowerOnesAreNotProbed() {
        FakeProvider broken = FakeProvider.unavailable("broken", 300, "no device", "Plug one in.");
        FakeProvider good = FakeProvider.available("good", 200);
        FakeProvider low = FakeProvider.available("low", 100);
        try (Backend backend = Backends.of(low, broken, good).preferred()) {
            assertThat(backend.id()).isEqualTo("good");
        }
        assertThat(broken.probes).isEqualTo(1);
        assertThat(low.probes).isZero();
    }

    @Test
    void spi4_tie_isRefused_withTheWholeList() {
        Backends backends = Backends.of(
                FakeProvider.available("good", 100),
                FakeProvider.available("other", 100),
                FakeProvider.unavailable("broken", 300, "libx did not load", "use backend 'good'"));
        assertThatThrownBy(backends::preferred)
                .isInstanceOf(BackendSelectionException.class)
                .hasMessage("Backends 'good' and 'other' are both available with priority 100; ask for one by its id. "
                        + GOOD + " other (" + HERE + "): available on cpu (made up). broken (" + HERE
                        + "): libx did not load; use backend 'good'.");
    }

    @Test
    void spi4_tieOfWhichOneIsAvailable_isNoTie() {
        Backends backends = Backends.of(
                FakeProvider.available("good", 100), FakeProvider.unavailable("broken", 100, "no", "Never mind."));
        assertThat(backends.preferred().id()).isEqualTo("good");
    }

    @Test
    void spi4_unknownId_isRefused_withTheWholeList() {
        assertThatThrownBy(() -> Backends.of(FakeProvider.available("good", 1)).open("cuda"))
                .isInstanceOf(BackendSelectionException.class)
                .hasMessage("Unknown backend 'cuda'. " + GOOD);
    }

    @Test
    void spi4_twoProvidersOfOneId_areRefused_whateverWasAskedFor() {
        Backends backends = Backends.of(
                FakeProvider.available("good", 1), FakeProvider.available("good", 2), FakeProvider.available("x", 3));
        String message = "Two providers have the id 'good'; leave one of them off the class path. " + GOOD + " " + GOOD
                + " x (" + HERE + "): available on cpu (made up).";
        assertThatThrownBy(backends::preferred).hasMessage(message);
        assertThatThrownBy(() -> backends.open("x")).hasMessage(message);
        assertThatThrownBy(() -> backends.firstAvailable("x")).hasMessage(message);
    }

    @Test
    void spi4_unusableBackendAskedFor_saysWhyAndWhatToDo() {
        Backends backends = Backends.of(FakeProvider.unavailable(
                "broken", 300, "libx did not load: GLIBC_2.34 not found", "use a newer image"));
        assertThatThrownBy(() -> backends.open("broken"))
                .hasMessage("Backend 'broken' is not usable. broken (" + HERE
                        + "): libx did not load: GLIBC_2.34 not found; use a newer image.");
        assertThatThrownBy(backends::preferred)
                .hasMessage("No usable backend. broken (" + HERE
                        + "): libx did not load: GLIBC_2.34 not found; use a newer image.");
    }

    @Test
    void spi4_noProviderAtAll_saysWhatToAdd() {
        assertThatThrownBy(() -> Backends.of().preferred())
                .hasMessageStartingWith("No usable backend. No provider was found. Check that a backend such as heed");
    }

    @Test
    void spi5_fallingBack_isAChoice_inTheCallersOrder() {
        Backends backends = Backends.of(
                FakeProvider.unavailable("gpu", 200, "no device", "Plug one in."),
                FakeProvider.available("slow", 1),
                FakeProvider.available("fast", 100));
        assertThat(backends.firstAvailable("gpu", "slow", "fast").id()).isEqualTo("slow");
        assertThatThrownBy(() -> backends.firstAvailable("gpu"))
                .hasMessageStartingWith("None of the backends gpu is usable. gpu (");
        assertThatThrownBy(() -> backends.firstAvailable("gpu", "none"))
                .hasMessageStartingWith("Unknown backend 'none'. ");
    }

    @Test
    void spi6_discovery_withAnExplicitLoader_keepsTheSoundOnes(@TempDir Path folder) throws IOException {
        register(
                folder,
                FakeProvider.Sound.class.getName(),
                FakeProvider.ThrowsWhenConstructed.class.getName(),
                "dev.heed.DoesNotExist",
                FakeProvider.ThrowsWhenProbed.class.getName());
        try (URLClassLoader loader = loader(folder)) {
            Backends backends = Backends.discover(loader);
            List<Candidate> candidates = backends.candidates();
            assertThat(candidates).hasSize(4);
            assertThat(backends.preferred().id()).isEqualTo("sound");
            assertThat(candidates)
                    .extracting(Candidate::toString)
                    .contains(
                            "sound (" + HERE + "): available on cpu (made up).",
                            FakeProvider.ThrowsWhenConstructed.class.getName() + " (" + HERE
                                    + "): it threw IllegalStateException: no constructor for you; tell its author, or leave"
                                    + " it off the class path.",
                            "unlinked (" + HERE + "): it threw UnsatisfiedLinkError: libfake.so: GLIBC_2.99 not found;"
                                    + " install what its native library needs, or leave it off the class path.")
                    .anyMatch(text -> text.contains("Provider dev.heed.DoesNotExist not found"));
        }
    }

    @Test
    void spi6_discoveries_areIndependent(@TempDir Path folder) throws IOException {
        register(folder, FakeProvider.Sound.class.getName());
        try (URLClassLoader loader = loader(folder)) {
            assertThat(Backends.discover(loader).candidates()).hasSize(1);
        }
        assertThat(Backends.discover(getClass().getClassLoader()).candidates()).isEmpty();
    }

    private static void register(Path folder, String... providers) throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.write(services.resolve(BackendProvider.class.getName()), List.of(providers));
    }

    private static URLClassLoader loader(Path folder) throws IOException {
        return new URLClassLoader(new URL[] {folder.toUri().toURL()}, BackendsTest.class.getClassLoader());
    }
}
