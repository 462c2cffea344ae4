package dev.heed.djl.benchmark;

import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.attention.Attention;
import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Mask;
import dev.heed.conformance.compare.Lane;
import dev.heed.conformance.compare.Pace;
import dev.heed.conformance.compare.Rounds;
import dev.heed.conformance.compare.Timing;
import dev.heed.djl.DjlBackendProvider;
import dev.heed.djl.DjlBaselineProvider;
import dev.heed.spi.Baseline;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Attention in FLOAT32, 8 heads of 64, on 2 threads: against the engine's own fused attention called directly, at 2,048
 * queries and keys; and a window of 256 against the full causal mask, at 16,384. From a clone of the repository:
 *
 * <pre>mvn -q -P djl-benchmark -pl backend-djl -am process-test-classes</pre>
 *
 * <p>{@code -Dbenchmark.parts="fused window"} runs only some parts. On a busy machine the numbers mean little: nothing
 * else should run.
 *
 * <p>The engine's call has its query, key and value where it wants them and leaves its output there; this backend's is
 * timed from tensors in Java's memory to a tensor in Java's memory. Each round has a block of calls for each, after a
 * pause; the order changes from round to round. A ratio is the median over the rounds of the ratio of the two medians
 * within a round.
 */
public final class AttentionBenchmark {
    private static final BackendOptions OPTIONS = BackendOptions.defaults().withThreads(2);
    private static final int HEADS = 8;
    private static final int WIDTH = 64;

    private AttentionBenchmark() {}

    /** Runs the parts that are named, or all of them. */
    public static void main(String[] args) {
        List<String> parts = args.length == 0 ? List.of("fused", "window") : List.of(args);
        DjlBackendProvider provider = new DjlBackendProvider();
        System.out.println(provider.version());
        System.out.printf("%-20s %-44s %-44s %s%n", "work", "ms", "ms", "ratio of the first to the second");
        try (Backend backend = provider.open(OPTIONS)) {
            if (parts.contains("fused")) {
                fused(backend, "plain 2,048", Mask.none());
                fused(backend, "causal 2,048", Mask.causal());
            }
            if (parts.contains("window")) {
                window(backend);
            }
        }
    }

    private static void fused(Backend backend, String name, Mask mask) {
        AttentionSpec spec = spec(mask);
        AttentionInputs inputs = inputs(2048);
        Attention attention = backend.attention(spec);
        DjlBaselineProvider engine = new DjlBaselineProvider();
        try (Baseline baseline = engine.attention(spec, inputs, OPTIONS).orElseThrow()) {
            race(
                    name,
                    new Pace(
                            Duration.ofSeconds(1),
                            15,
                            Duration.ofMillis(300),
                            Duration.ofMillis(100),
                            Duration.ofMinutes(1)),
                    new Lane("heed", () -> attention.apply(inputs)),
                    new Lane(engine.name(), baseline::run));
        }
    }

    private static void window(Backend backend) {
        AttentionInputs inputs = inputs(16_384);
        // The key of the query itself and the 255 before it.
        Attention windowed = backend.attention(spec(Mask.window(255, 0)));
        Attention causal = backend.attention(spec(Mask.causal()));
        race(
                "window 256, 16,384",
                new Pace(
                        Duration.ofSeconds(1),
                        5,
                        Duration.ofMillis(500),
                        Duration.ofMillis(100),
                        Duration.ofMinutes(2)),
                new Lane("window", () -> windowed.apply(inputs)),
                new Lane("causal", () -> causal.apply(inputs)));
    }

    private static AttentionSpec spec(Mask mask) {
        return AttentionSpec.builder(HEADS, WIDTH).mask(mask).build();
    }

    private static AttentionInputs inputs(int length) {
        SplittableRandom random = new SplittableRandom(length);
        return AttentionInputs.of(normal(random, length), normal(random, length), normal(random, length));
    }

    private static Tensor normal(SplittableRandom random, int length) {
        float[] values = new float[HEADS * length * WIDTH];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.of(Shape.of(1, HEADS, length, WIDTH), values);
    }

    private static void race(String work, Pace pace, Lane first, Lane second) {
        new Rounds(pace, phrase -> {}).time(work, List.of(first, second));
        for (Lane lane : List.of(first, second)) {
            lane.failure().ifPresent(failure -> {
                throw new IllegalStateException(work + ": " + lane.name() + " failed", failure);
            });
        }
        int rounds = Math.min(first.blocks().size(), second.blocks().size());
        Timing ratios = new Timing(IntStream.range(0, rounds)
                .mapToObj(round -> first.blocks().get(round).median()
                        / second.blocks().get(round).median())
                .toList());
        System.out.printf(
                "%-20s %-44s %-44s %s%n", work, row(first), row(second), quartiles(ratios, 1, "%.3f (%.3f to %.3f)"));
    }

    private static String row(Lane lane) {
        return lane.name().replace("torch.scaled_dot_product_attention", "torch") + " "
                + quartiles(lane.calls(), 1e3, "%.1f (%.1f to %.1f)");
    }

    private static String quartiles(Timing timing, double unit, String format) {
        return String.format(
                Locale.ROOT,
                format,
                timing.median() * unit,
                timing.lowerQuartile() * unit,
                timing.upperQuartile() * unit);
    }
}
