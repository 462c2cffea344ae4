package dev.heed.nd4j.benchmark;

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
import dev.heed.nd4j.Nd4jBackendProvider;
import dev.heed.nd4j.Nd4jBaselineProvider;
import dev.heed.spi.Baseline;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * How fast this backend's attention is, 8 heads of width 64, on two threads. At 2,048 queries and keys against ND4J's
 * own operations, called directly on arrays that are ready; at 16,384 a window and patterns against the full causal
 * attention. Whoever is compared takes turns, and a ratio is that of one round. From a clone of the repository, on a
 * machine that is otherwise idle:
 *
 * <pre>mvn -q -P nd4j-benchmark -pl backend-nd4j -am process-test-classes</pre>
 *
 * <p>{@code -Dbenchmark.parts="engine masks"} names the parts; both are the default.
 */
public final class AttentionBenchmark {
    private static final int THREADS = 2;
    private static final int HEADS = 8;
    private static final int WIDTH = 64;

    private final BackendOptions options = BackendOptions.defaults().withThreads(THREADS);

    private AttentionBenchmark() {}

    /** Measures the parts that are named. */
    public static void main(String[] args) {
        List<String> parts = args.length == 0 ? List.of("engine", "masks") : List.of(args);
        AttentionBenchmark benchmark = new AttentionBenchmark();
        try (Backend backend = new Nd4jBackendProvider().open(benchmark.options)) {
            System.out.println(backend.device());
            if (parts.contains("engine")) {
                benchmark.againstTheEngine(backend);
            }
            if (parts.contains("masks")) {
                benchmark.masks(backend);
            }
        }
    }

    private void againstTheEngine(Backend backend) {
        AttentionInputs inputs = inputs(2_048);
        Rounds rounds = rounds(9, Duration.ofSeconds(2), Duration.ofMillis(500));
        for (Mask mask : List.of(Mask.none(), Mask.causal())) {
            AttentionSpec spec = spec(mask);
            try (Baseline own = own(new Nd4jBaselineProvider(), spec, inputs);
                    Baseline composed = own(Nd4jBaselineProvider.composed(), spec, inputs)) {
                Lane heed = lane(backend, spec, inputs, "Heed");
                boolean causal = mask instanceof Mask.Causal;
                Lane parts = new Lane("ND4J's operations, composed", composed::run);
                Lane fused = new Lane("ND4J's dot_product_attention", own::run);
                time(
                        rounds,
                        causal ? "2,048, causal" : "2,048",
                        causal ? List.of(heed, parts) : List.of(heed, parts, fused));
            }
        }
    }

    private Baseline own(Nd4jBaselineProvider provider, AttentionSpec spec, AttentionInputs inputs) {
        return provider.attention(spec, inputs, options).orElseThrow();
    }

    private void masks(Backend backend) {
        int length = 16_384;
        AttentionInputs inputs = inputs(length);
        List<Integer> globals =
                IntStream.range(0, 16).map(i -> i * 1_000).boxed().toList();
        Lane window = lane(backend, spec(Mask.window(255, 0)), inputs, "a window of 256, causal");
        Lane local = lane(backend, spec(new Mask.GlobalLocal(128, 128, globals)), inputs, "local 257, global 16");
        Lane blocks = lane(backend, spec(blocks(length, 64)), inputs, "blocks of 64, 8 of 256");
        Lane causal = lane(backend, spec(Mask.causal()), inputs, "full causal");
        time(
                rounds(5, Duration.ofSeconds(3), Duration.ofMillis(300)),
                "16,384",
                List.of(window, local, blocks, causal));
    }

    /** To each block of queries the blocks around it, the first two and some others. */
    private static Mask blocks(int length, int size) {
        int count = length / size;
        Random random = new Random(6);
        boolean[] map = new boolean[count * count];
        for (int row = 0; row < count; row++) {
            int[] columns = {0, 1, row - 1, row, row + 1, random.nextInt(count), random.nextInt(count), count - 1};
            for (int column : columns) {
                map[row * count + Math.floorMod(column, count)] = true;
            }
        }
        return new Mask.BlockSparse(size, Tensor.of(Shape.of(1, count, count), map));
    }

    private static AttentionSpec spec(Mask mask) {
        return AttentionSpec.builder(HEADS, WIDTH).mask(mask).build();
    }

    private static AttentionInputs inputs(int length) {
        Random random = new Random(1);
        return AttentionInputs.of(tensor(length, random), tensor(length, random), tensor(length, random));
    }

    private static Tensor tensor(int length, Random random) {
        float[] values = new float[HEADS * length * WIDTH];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.of(Shape.of(1, HEADS, length, WIDTH), values);
    }

    private static Lane lane(Backend backend, AttentionSpec spec, AttentionInputs inputs, String name) {
        Attention attention = backend.attention(spec);
        return new Lane(name, () -> attention.apply(inputs));
    }

    private static Rounds rounds(int count, Duration warmUp, Duration block) {
        return new Rounds(new Pace(warmUp, count, block, Duration.ofMillis(300), Duration.ofMinutes(3)), what -> {});
    }

    /** Times all, and prints how much longer each of the others takes than the first. */
    private static void time(Rounds rounds, String work, List<Lane> lanes) {
        rounds.time(work, lanes);
        Lane first = lanes.get(0);
        for (Lane lane : lanes) {
            lane.failure().ifPresent(failure -> {
                throw new IllegalStateException(work + ", " + lane.name() + " failed", failure);
            });
            Timing ratio = new Timing(IntStream.range(
                            0, Math.min(first.blocks().size(), lane.blocks().size()))
                    .mapToObj(round -> lane.blocks().get(round).median()
                            / first.blocks().get(round).median())
                    .toList());
            System.out.printf(
                    Locale.ROOT,
                    "%-15s %-30s %-36s ms, ratio %s%n",
                    work,
                    lane.name(),
                    text(lane.calls(), 1e3),
                    text(ratio, 1));
        }
    }

    private static String text(Timing timing, double unit) {
        return String.format(
                Locale.ROOT,
                "%.2f (%.2f to %.2f)",
                timing.median() * unit,
                timing.lowerQuartile() * unit,
                timing.upperQuartile() * unit);
    }
}
