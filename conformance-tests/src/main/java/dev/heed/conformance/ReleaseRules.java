package dev.heed.conformance;

import dev.heed.decoder.Decoder;
import dev.heed.decoder.DecoderInputs;
import dev.heed.decoder.DecoderSession;
import dev.heed.decoder.DecoderSpec;
import dev.heed.decoder.SessionOptions;
import dev.heed.encoder.Embeddings;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.NormPlacement;
import dev.heed.encoder.TransformerSpec;
import dev.heed.spi.Support;
import java.util.Locale;

/** What is closed gives back what it held: rule SPI-8. */
final class ReleaseRules {
    private static final TransformerSpec LARGE =
            TransformerSpec.builder(2, 256, 4, 1024).build();
    private static final int ENCODERS = 8;

    /** Much cache for little work: 16 KiB to a token. */
    private static final DecoderSpec CACHING = DecoderSpec.builder(TransformerSpec.builder(2, 16, 16, 16)
                    .headWidth(64)
                    .placement(NormPlacement.PRE)
                    .embeddings(new Embeddings(DecoderSpecs.VOCABULARY, 0, false, 1))
                    .build())
            .build();

    private static final int SESSIONS = 8;
    private static final int ROWS = 8;
    private static final int TOKENS = 32;
    private static final int ROUNDS = 4;
    private static final Support.Unsupported NOT_HERE = new Support.Unsupported(
            "SPI-8", "Whether memory is given back shows only on Linux, and where System.gc() collects.");

    private ReleaseRules() {}

    static void addTo(CaseList encoders, CaseList decoders) {
        encoders.add("SPI-8", "closed-encoders-give-back-their-weights", draw -> run -> {
            EncoderCheck check = EncoderRules.features(draw, LARGE, 2, 2);
            check.encoderOrRefusal(run).close();
            long opened = ENCODERS
                    * check.weights().values().stream()
                            .mapToLong(tensor -> tensor.bytes().remaining())
                            .sum();
            requireGivenBack(run, ENCODERS + " encoders", "weights", opened, () -> encoders(run, check));
        });
        decoders.add("SPI-8", "closed-sessions-give-back-their-caches", draw -> run -> {
            DecoderCheck check = new DecoderCheck(draw, CACHING);
            DecoderInputs inputs = DecoderInputs.of(draw.ids(DecoderSpecs.VOCABULARY, ROWS, TOKENS));
            try (Decoder decoder = check.decoderOrRefusal(run)) {
                long held = (long) SESSIONS * ROWS * TOKENS * CACHING.cachedNumbers() * Float.BYTES;
                requireGivenBack(run, SESSIONS + " sessions", "caches", held, () -> sessions(run, decoder, inputs));
            }
        });
    }

    private static void encoders(CaseRun run, EncoderCheck check) {
        for (int n = 0; n < ENCODERS; n++) {
            try (Encoder encoder = run.backend().encoder(check.spec(), check.weights())) {
                encoder.encode(check.inputs());
            }
        }
    }

    private static void sessions(CaseRun run, Decoder decoder, DecoderInputs inputs) {
        for (int n = 0; n < SESSIONS; n++) {
            try (DecoderSession session = decoder.open(SessionOptions.of(ROWS, TOKENS))) {
                session.feed(inputs);
            }
            long left = decoder.cacheBytes();
            run.require(left == 0, "all sessions are closed, but the caches take " + left);
        }
    }

    /**
     * In every round, things are opened and closed, one after the other. Heaps and caches of allocators grow in some
     * rounds and then no more; what stays makes every round grow by all of its bytes.
     */
    private static void requireGivenBack(CaseRun run, String things, String what, long bytes, Runnable round) {
        round.run();
        Held before = Held.now(run);
        Held least = Held.MOST;
        for (int n = 0; n < ROUNDS && least.most() > bytes / 2; n++) {
            round.run();
            Held after = Held.now(run);
            least = least.least(after.above(before));
            before = after;
        }
        run.require(
                least.most() <= bytes / 2,
                String.format(
                        Locale.ROOT,
                        "%s with %,d bytes of %s in all were opened and closed, %d times over; each time at least %,d"
                                + " bytes stayed",
                        things,
                        bytes,
                        what,
                        ROUNDS,
                        least.most()));
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
