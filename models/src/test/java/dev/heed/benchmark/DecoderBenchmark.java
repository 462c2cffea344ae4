package dev.heed.benchmark;

import dev.heed.conformance.ResidentMemory;
import dev.heed.conformance.compare.Lane;
import dev.heed.conformance.compare.Pace;
import dev.heed.conformance.compare.Rounds;
import dev.heed.conformance.compare.Timing;
import dev.heed.decoder.DecoderInputs;
import dev.heed.decoder.DecoderSession;
import dev.heed.decoder.SessionOptions;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decoders with random weights of real shapes, in FLOAT32 and on 2 threads, against what the machine allows: a token
 * against reading the weights once, a prefill against the engine's own matrix product. From a clone of the repository:
 *
 * <pre>mvn -q -P benchmark -pl models -am process-test-classes -Dbenchmark=DecoderBenchmark</pre>
 *
 * <p>{@code -Dbenchmark.parts="12x768 22x2048 sessions"} runs only some parts. Resident memory includes the
 * Java heap: for {@code sessions}, {@code -Dbenchmark.options="-Xms1g -Xmx1g -XX:+AlwaysPreTouch"} keeps its growth out. The profile {@code jlama}, on a JDK from 21
 * on, adds Jlama, which loads the same folder. On a busy machine the numbers mean little: nothing else should run.
 *
 * <p>All contestants are in one process; the clock runs until the logits are in Java's memory (for Jlama, until the next
 * token is known). Each round has a block of calls for each contestant, after a pause; the order changes from round to
 * round. A session is filled; each call feeds it 32 tokens, one after the other, and takes them back. Ratios are made
 * within a round; what is shown is their median, with the quartiles.
 */
public final class DecoderBenchmark {
    private static final int THREADS = 2;
    private static final int SHORT = 128;
    private static final int LONG = 4096;
    private static final int ROWS = 16;
    private static final int PROMPT = 512;

    /** So many tokens are fed in a row, in which a cache grows by a page or more. */
    private static final int STEPS = 32;

    private static final int SESSIONS = 100;
    private static final int SETTLED_SESSIONS = 10;
    private static final int TOKENS_OF_SESSION = 100;
    private static final Pace LONG_PACE =
            new Pace(Duration.ofMillis(1500), 9, Duration.ofMillis(300), Duration.ofMillis(100), Duration.ofMinutes(1));
    private static final Pace SHORT_PACE =
            new Pace(Duration.ofMillis(500), 5, Duration.ofMillis(100), Duration.ofMillis(100), Duration.ofMinutes(1));

    private final DecoderShape shape;
    private final List<HeedDecoder> heed;
    private final Optional<DecodingPeer> peer;

    private DecoderBenchmark(DecoderShape shape, List<HeedDecoder> heed, Optional<DecodingPeer> peer) {
        this.shape = shape;
        this.heed = heed;
        this.peer = peer;
    }

    /** Runs the parts that are named, or all of them. */
    public static void main(String[] args) throws IOException {
        List<String> parts = args.length == 0
                ? List.of(DecoderShape.SMALL.name(), DecoderShape.LARGE.name(), "sessions")
                : List.of(args);
        for (DecoderShape shape : List.of(DecoderShape.SMALL, DecoderShape.LARGE)) {
            if (parts.contains(shape.name())) {
                inFolder(shape, true, DecoderBenchmark::speed);
            }
        }
        if (parts.contains("sessions")) {
            inFolder(DecoderShape.TINY, false, DecoderBenchmark::sessions);
        }
    }

    private interface Part {
        void run(DecoderBenchmark benchmark);
    }

    private static void inFolder(DecoderShape shape, boolean withPeer, Part part) throws IOException {
        Path folder = Files.createTempDirectory("heed-benchmark");
        try {
            RandomLlama.write(shape, LONG + PROMPT, folder);
            List<HeedDecoder> heed = HeedDecoder.openAll(folder, THREADS);
            Optional<DecodingPeer> peer = withPeer ? DecodingPeer.open(folder, THREADS) : Optional.empty();
            part.run(new DecoderBenchmark(shape, heed, peer));
            peer.ifPresent(DecodingPeer::close);
            heed.forEach(HeedDecoder::close);
        } finally {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    private void speed() {
        System.out.printf(
                Locale.ROOT,
                "%n%s: %,d MB of weights a token, resident %,d MB; peer: %s%n",
                shape.name(),
                shape.weightBytes() / 1_000_000,
                resident() / 1_000_000,
                peer.map(DecodingPeer::name).orElse("none, see the profile 'jlama'"));
        peer.ifPresent(this::sameTokens);
        steps();
        prefill();
    }

    /** One token, with little and with much in the cache, and for many rows, against reading memory. */
    private void steps() {
        try (ReadBandwidth memory = new ReadBandwidth(THREADS)) {
            Lane reading = new Lane("reading", memory::read);
            List<DecoderSession> sessions = new ArrayList<>();
            List<Lane> lanes = new ArrayList<>(List.of(reading));
            for (HeedDecoder each : heed) {
                lanes.add(step(each, 1, SHORT, sessions));
                lanes.add(step(each, 1, LONG, sessions));
                lanes.add(step(each, ROWS, SHORT, sessions));
            }
            peer.ifPresent(other -> {
                other.prefill(HeedDecoder.ids(SHORT));
                lanes.add(new Lane(other.name(), () -> {
                    for (int n = 0; n < STEPS; n++) {
                        other.next(HeedDecoder.ids(1)[0], SHORT + n);
                    }
                }));
            });
            time(LONG_PACE, "steps", lanes);
            sessions.forEach(DecoderSession::close);
            double readBytes = memory.bytes();
            System.out.printf(
                    Locale.ROOT,
                    "memory is read at %.1f GB/s%n",
                    readBytes / reading.calls().median() / 1e9);
            for (int i = 0; i < heed.size(); i++) {
                Lane one = lanes.get(1 + 3 * i);
                Lane late = lanes.get(2 + 3 * i);
                Lane many = lanes.get(3 + 3 * i);
                print(
                        "a token at " + SHORT,
                        one,
                        STEPS,
                        "of reading's speed",
                        Ratios.of(List.of(reading, one), t -> t[0] * shape.weightBytes() / readBytes / (t[1] / STEPS)),
                        goals(0.7, 0.6));
                peer.ifPresent(other -> print(
                        "a token at " + SHORT,
                        one,
                        STEPS,
                        "of the peer's speed",
                        Ratios.of(lanes.get(lanes.size() - 1), one),
                        goals(1.1, 1.0)));
                double more = shape.cacheBytes(LONG) - shape.cacheBytes(SHORT);
                double explained = 1 + more / (shape.weightBytes() + shape.cacheBytes(SHORT));
                print(
                        "a token at " + LONG,
                        late,
                        STEPS,
                        String.format(Locale.ROOT, "times one at %d, bytes explain %.2f", SHORT, explained),
                        Ratios.of(List.of(one, late), t -> t[1] / t[0]),
                        atMost(Math.round(120 * explained) / 100.0));
                print(
                        "a token at " + LONG,
                        late,
                        STEPS,
                        "of reading what more is cached, above " + SHORT,
                        Ratios.of(List.of(reading, one, late), t -> (t[2] - t[1]) / STEPS / (t[0] * more / readBytes)),
                        Map.of());
                print(
                        ROWS + " rows at " + SHORT,
                        many,
                        STEPS,
                        "times one row's tokens a second",
                        Ratios.of(List.of(one, many), t -> ROWS * t[0] / t[1]),
                        goals(5, 4));
            }
            if (peer.isPresent()) {
                print("a token at " + SHORT, lanes.get(lanes.size() - 1), STEPS);
            }
        }
    }

    private static Lane step(HeedDecoder heed, int rows, int past, List<DecoderSession> sessions) {
        DecoderSession session = heed.filled(rows, past, STEPS);
        sessions.add(session);
        return new Lane(heed.id(), HeedDecoder.steps(session, rows, past, STEPS));
    }

    /** A prompt in one call, against the engine's own product of matrices. */
    private void prefill() {
        List<Lane> lanes = new ArrayList<>();
        for (HeedDecoder each : heed) {
            lanes.add(new Lane(each.id(), each.prefill(PROMPT)));
            lanes.add(new Lane(
                    each.id() + "'s product",
                    MatrixProducts.of(each.id(), THREADS, PROMPT, shape.width(), shape.feedForward())));
        }
        peer.ifPresent(other -> lanes.add(new Lane(other.name(), () -> other.prefill(HeedDecoder.ids(PROMPT)))));
        time(SHORT_PACE, "prefill", lanes);
        double ofProduct = 2.0 * MatrixProducts.COUNT * PROMPT * shape.width() * shape.feedForward();
        double ofPrefill = 2.0 * PROMPT * shape.layerWeights();
        for (int i = 0; i < heed.size(); i++) {
            Lane own = lanes.get(2 * i);
            Lane product = lanes.get(2 * i + 1);
            System.out.printf(
                    Locale.ROOT,
                    "%s: %.0f GFLOP/s%n",
                    product.name(),
                    ofProduct / product.calls().median() / 1e9);
            print(
                    "prefill of " + PROMPT,
                    own,
                    1,
                    "of that rate",
                    Ratios.of(List.of(product, own), t -> ofPrefill / t[1] / (ofProduct / t[0])),
                    goals(0.75, 0.6));
            peer.ifPresent(other -> print(
                    "prefill of " + PROMPT,
                    own,
                    1,
                    "of the peer's speed",
                    Ratios.of(lanes.get(lanes.size() - 1), own),
                    Map.of("djl", Goal.atLeast(5))));
        }
        if (peer.isPresent()) {
            print("prefill of " + PROMPT, lanes.get(lanes.size() - 1), 1);
        }
    }

    private static void time(Pace pace, String work, List<Lane> lanes) {
        new Rounds(pace, phrase -> {}).time(work, lanes);
        lanes.forEach(lane -> lane.failure().ifPresent(failure -> {
            throw new IllegalStateException(work + " on " + lane.name() + " failed", failure);
        }));
    }

    private static void print(String work, Lane lane, int parts, String what, Timing ratio, Map<String, Goal> goals) {
        System.out.printf(
                Locale.ROOT,
                "%-16s %-6s %-28s %.2f (%.2f to %.2f) %s  %s%n",
                work,
                lane.name(),
                milliseconds(lane.calls(), parts),
                ratio.median(),
                ratio.lowerQuartile(),
                ratio.upperQuartile(),
                what,
                Optional.ofNullable(goals.get(lane.name()))
                        .map(goal -> goal.verdict(ratio.median()))
                        .orElse(""));
    }

    private static void print(String work, Lane lane, int parts) {
        System.out.printf(Locale.ROOT, "%-16s %-6s %s%n", work, lane.name(), milliseconds(lane.calls(), parts));
    }

    /** Of a part of each call. */
    private static String milliseconds(Timing timing, int parts) {
        return String.format(
                Locale.ROOT,
                "%.2f ms (%.2f to %.2f)",
                timing.median() * 1e3 / parts,
                timing.lowerQuartile() * 1e3 / parts,
                timing.upperQuartile() * 1e3 / parts);
    }

    private static Map<String, Goal> goals(double djl, double nd4j) {
        return Map.of("djl", Goal.atLeast(djl), "nd4j", Goal.atLeast(nd4j));
    }

    private static Map<String, Goal> atMost(double both) {
        return Map.of("djl", Goal.atMost(both), "nd4j", Goal.atMost(both));
    }

    /** Whether the peer finds the tokens that Heed finds: both should compute the same model. */
    private void sameTokens(DecodingPeer other) {
        int[] prompt = HeedDecoder.ids(SHORT);
        int[] first = null;
        for (HeedDecoder each : heed) {
            int[] tokens = each.greedy(prompt, ROWS);
            if (first != null && !Arrays.equals(first, tokens)) {
                throw new IllegalStateException("The backends do not find the same tokens.");
            }
            first = tokens;
        }
        if (first == null) {
            return;
        }
        other.prefill(prompt);
        int last = prompt[SHORT - 1];
        int same = 0;
        int past = SHORT - 1;
        for (int token : first) {
            int found = other.next(last, past++);
            same += found == token ? 1 : 0;
            last = token;
        }
        System.out.printf("%d of %d greedy tokens of %s are those of Heed%n", same, first.length, other.name());
    }

    /** Resident memory after ten sessions of 100 tokens, and after a hundred. */
    private void sessions() {
        for (HeedDecoder each : heed) {
            long settled = 0;
            for (int n = 1; n <= SESSIONS; n++) {
                try (DecoderSession session = each.decoder().open(SessionOptions.of(1, TOKENS_OF_SESSION))) {
                    for (int id : HeedDecoder.ids(TOKENS_OF_SESSION)) {
                        session.feed(DecoderInputs.of(Tensor.of(Shape.of(1, 1), new int[] {id})));
                    }
                }
                if (n == SETTLED_SESSIONS) {
                    settled = resident();
                }
            }
            System.out.printf(
                    Locale.ROOT,
                    "%-8s resident after %d sessions %,d MB, after %d sessions %+.1f MB%n",
                    each.id(),
                    SETTLED_SESSIONS,
                    settled / 1_000_000,
                    SESSIONS,
                    (resident() - settled) / 1e6);
        }
    }

    private static long resident() {
        return ResidentMemory.settled()
                .orElseThrow(() -> new IllegalStateException("This system does not say how much memory is resident."));
    }
}
