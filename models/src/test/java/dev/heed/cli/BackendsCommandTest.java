package dev.heed.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackendsCommandTest {
    private static final Path LOCATION = Path.of(URI.create(FakeProvider.class
            .getProtectionDomain()
            .getCodeSource()
            .getLocation()
            .toString()));

    @Test
    void listsEveryProvider_inTheOrderOfPreference() {
        Run run =
                Run.heed(List.of(FakeProvider.unavailable("low", 90), FakeProvider.available("high", 110)), "backends");

        assertThat(run.out()).isEqualTo("""
                        high 1.2 (Engine 3.4)
                          priority     110
                          available    cpu (test)
                          found in     %1$s
                        low 1.2
                          priority     90
                          unavailable  its library did not load
                          what to do   Install the library
                          found in     %1$s
                        """.formatted(LOCATION));
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
    }

    @Test
    void fails_ifNoneIsUsable() {
        Run run = Run.heed(List.of(FakeProvider.unavailable("low", 90)), "backends");

        assertThat(run.out()).contains("its library did not load");
        assertThat(run.code()).isEqualTo(1);
    }

    @Test
    void fails_ifThereIsNone() {
        Run run = Run.heed(List.of(), "backends");

        assertThat(run)
                .isEqualTo(new Run(
                        1, "", "heed: no backend was found: add one, such as heed-backend-djl, to the class path\n"));
    }
}
