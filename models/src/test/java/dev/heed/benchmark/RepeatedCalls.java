package dev.heed.benchmark;

import dev.heed.conformance.ResidentMemory;
import java.util.List;
import java.util.Locale;

/**
 * Shows that calls leave nothing behind: this process's resident memory after 200 and after 5,000 encoder calls, for
 * each backend. From a clone of the repository:
 *
 * <pre>mvn -q -P benchmark -pl models -am process-test-classes -Dbenchmark=RepeatedCalls</pre>
 */
public final class RepeatedCalls {
    private static final int FEW = 200;
    private static final int MANY = 5_000;

    private RepeatedCalls() {}

    /** Measures every usable backend. */
    public static void main(String[] args) {
        TokenBatch batch = TokenBatch.random(2, 16);
        List<HeedMiniLm> all = HeedMiniLm.openAll(2);
        for (HeedMiniLm heed : all) {
            call(heed, batch, FEW);
            double few = mebibytes();
            call(heed, batch, MANY - FEW);
            double many = mebibytes();
            System.out.printf(
                    Locale.ROOT,
                    "%-8s resident after %,d calls %.1f MiB, after %,d calls %.1f MiB: %+.1f MiB%n",
                    heed.id(),
                    FEW,
                    few,
                    MANY,
                    many,
                    many - few);
        }
        all.forEach(HeedMiniLm::close);
    }

    private static void call(HeedMiniLm heed, TokenBatch batch, int times) {
        for (int i = 0; i < times; i++) {
            heed.states(batch);
        }
    }

    private static double mebibytes() {
        return ResidentMemory.afterCollection()
                        .orElseThrow(() -> new IllegalStateException(
                                "This system does not say how much memory is resident; Linux does."))
                / 0x1p20;
    }
}
