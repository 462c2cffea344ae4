package dev.heed.conformance;

import dev.heed.encoder.Encoder;
import dev.heed.encoder.TransformerSpec;
import dev.heed.spi.Support;
import java.util.Locale;

/** What is closed gives back what it held: rule SPI-8. */
final class ReleaseRules {
    private static final TransformerSpec LARGE =
            TransformerSpec.builder(2, 256, 4, 1024).build();
    private static final int ENCODERS = 8;
    private static final int ROUNDS = 4;
    private static final Support.Unsupported NOT_HERE = new Support.Unsupported(
            "SPI-8", "Whether memory is given back shows only on Linux, and where System.gc() collects.");

    private ReleaseRules() {}

    /**
     * In every round, encoders are opened and closed, one after the other. Heaps and caches of allocators grow in some
     * rounds and then no more; weights that stay make every round grow by all of their bytes.
     */
    static void addTo(CaseList encoders) {
        encoders.add("SPI-8", "closed-encoders-give-back-their-weights", draw -> run -> {
            EncoderCheck check = EncoderRules.features(draw, LARGE, 2, 2);
            check.encoderOrRefusal(run).close();
            openAndClose(run, check);
            Held before = Held.now(run);
            long opened = ENCODERS
                    * check.weights().values().stream()
                            .mapToLong(tensor -> tensor.bytes().remaining())
                            .sum();
            Held least = Held.MOST;
            for (int round = 0; round < ROUNDS && least.most() > opened / 2; round++) {
                openAndClose(run, check);
                Held after = Held.now(run);
                least = least.least(after.above(before));
                before = after;
            }
            run.require(
                    least.most() <= opened / 2,
                    String.format(
                            Locale.ROOT,
                            "%d encoders with %,d bytes of weights in all were opened and closed, %d times over; each time"
                                    + " at least %,d bytes stayed",
                            ENCODERS,
                            opened,
                            ROUNDS,
                            least.most()));
        });
    }

    private static void openAndClose(CaseRun run, EncoderCheck check) {
        for (int n = 0; n < ENCODERS; n++) {
            try (Encoder encoder = run.backend().encoder(check.spec(), check.weights())) {
                encoder.encode(check.inputs());
            }
        }
    }

    /**
     * What the process holds when garbage is gone, seen in three ways: the Java heap's changing size hides from each of
     * them what another sees.
     *
     * @param resident bytes in memory, those of the Java heap included
     * @param outside the same without what the Java heap has taken from the system
     * @param heap bytes used on the Java heap
     */
    private record Held(long resident, long outside, long heap) {
        static final Held MOST = new Held(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

        static Held now(CaseRun run) {
            long collections = ResidentMemory.collections();
            long resident = ResidentMemory.settled().orElse(0);
            run.requireHere(resident > 0 && ResidentMemory.collections() > collections, NOT_HERE);
            Runtime runtime = Runtime.getRuntime();
            long taken = runtime.totalMemory();
            return new Held(resident, resident - taken, taken - runtime.freeMemory());
        }

        Held above(Held earlier) {
            return new Held(resident - earlier.resident, outside - earlier.outside, heap - earlier.heap);
        }

        Held least(Held other) {
            return new Held(
                    Math.min(resident, other.resident), Math.min(outside, other.outside), Math.min(heap, other.heap));
        }

        long most() {
            return Math.max(resident, Math.max(outside, heap));
        }
    }
}
