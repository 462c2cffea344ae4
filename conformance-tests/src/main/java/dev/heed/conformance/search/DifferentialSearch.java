package dev.heed.conformance.search;

import dev.heed.Backend;
import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionSpec;
import dev.heed.encoder.EncoderInputs;
import dev.heed.encoder.TransformerSpec;
import dev.heed.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import java.util.function.Supplier;

/**
 * Draws specs and inputs at random, runs a backend and the oracle on them, and shrinks what differs to the smallest case
 * that still does. The same seed draws the same cases in the same order.
 */
public final class DifferentialSearch {
    /** A search ends when it has found so much. */
    private static final int ENOUGH = 12;

    /** So many findings that fail alike are shrunk; the rest are most likely the same flaw. */
    private static final int ALIKE = 2;

    private DifferentialSearch() {}

    /** Searches for a while. */
    public static SearchReport run(Supplier<Backend> open, long seed, Duration time, Consumer<Drawn> progress) {
        long end = System.nanoTime() + time.toNanos();
        return run(open, seed, 0, index -> System.nanoTime() < end, progress);
    }

    /**
     * Makes so many draws, beginning with one of them.
     *
     * @param open opens the backend, which is closed at the end
     * @param from the index of the first draw; 0 but for those who repeat one
     * @param progress is told of each draw before it runs
     */
    public static SearchReport run(Supplier<Backend> open, long seed, long from, long draws, Consumer<Drawn> progress) {
        return run(open, seed, from, index -> index < from + draws, progress);
    }

    private static SearchReport run(
            Supplier<Backend> open, long seed, long from, LongPredicate more, Consumer<Drawn> progress) {
        List<Finding> findings = new ArrayList<>();
        long refused = 0;
        long illConditioned = 0;
        long wrong = 0;
        double margin = 0;
        Map<String, Integer> alike = new HashMap<>();
        try (Backend backend = open.get()) {
            long index = from;
            while (more.test(index) && findings.size() < ENOUGH) {
                Drawn drawn = Drawn.of(seed, index++);
                progress.accept(drawn);
                Verdict verdict = drawn.problem().judge(backend);
                switch (verdict.outcome()) {
                    case RIGHT -> margin = Math.max(margin, verdict.margin());
                    case REFUSED -> refused++;
                    case ILL_CONDITIONED -> illConditioned++;
                    case WRONG -> {
                        wrong++;
                        if (alike.merge(verdict.kind(), 1, Integer::sum) <= ALIKE) {
                            findings.add(Finding.of(drawn, Shrinker.shrink(drawn, verdict, backend)));
                        }
                    }
                }
            }
            return new SearchReport(backend.id(), seed, index - from, refused, illConditioned, wrong, margin, findings);
        }
    }

    /**
     * Compares one call of an attention with the oracle's, as the search does; what the tests that it prints call.
     *
     * @throws AssertionError if the backend is wrong
     */
    public static void requireRight(
            Backend backend, AttentionSpec spec, Map<String, Tensor> weights, AttentionInputs inputs) {
        require(new AttentionProblem(spec, weights, inputs, new Sown(0)).judge(backend));
    }

    /**
     * Compares one call of an encoder with the oracle's, as the search does; what the tests that it prints call.
     *
     * @throws AssertionError if the backend is wrong
     */
    public static void requireRight(
            Backend backend, TransformerSpec spec, Map<String, Tensor> weights, EncoderInputs inputs) {
        require(new EncoderProblem(spec, weights, inputs, new Sown(0)).judge(backend));
    }

    private static void require(Verdict verdict) {
        if (verdict.outcome() == Verdict.Outcome.WRONG) {
            throw new AssertionError(verdict.detail());
        }
    }
}
