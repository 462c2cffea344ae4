package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.Backends;
import dev.heed.Candidate;
import dev.heed.spi.Probe;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The ids of the backends that can run here; says why the others cannot, and demands one at least. */
final class UsableBackends {
    private UsableBackends() {}

    static Stream<String> ids() {
        List<String> usable = new ArrayList<>();
        for (Candidate candidate : Backends.discover().candidates()) {
            if (candidate.probe() instanceof Probe.Available) {
                usable.add(candidate.id());
            } else {
                System.out.println("Skipped: " + candidate);
            }
        }
        assertThat(usable).as("backends that can run here").isNotEmpty();
        return usable.stream();
    }
}
