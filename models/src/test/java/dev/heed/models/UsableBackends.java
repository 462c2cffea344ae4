package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heed.Backend;
import dev.heed.Backends;
import dev.heed.Candidate;
import dev.heed.spi.Probe;
import dev.heed.spi.Support;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The ids of the backends that can run here; says why the others cannot, and demands one at least. */
public final class UsableBackends {
    private UsableBackends() {}

    /** The ids; prints why others are left out. */
    public static Stream<String> ids() {
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

    /** Goes on if a backend supports what is tested; otherwise skips the test and prints why. */
    public static void assumeSupport(Backend backend, Support support) {
        if (support instanceof Support.Unsupported) {
            System.out.println("Skipped: " + backend.id() + ": " + support);
        }
        assumeTrue(support instanceof Support.Supported, () -> backend.id() + ": " + support);
    }
}
