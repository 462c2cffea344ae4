package dev.heed.conformance;

import dev.heed.Backend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The cases that every backend must pass, or refuse in words (rule SPI-3). Immutable; drawn from a seed, so that the
 * same seed gives the same cases.
 */
public final class ConformanceSuite {
    /**
     * The version of the suite, which a certificate is for. It changes, to {@code heed-2}, with whatever could make a
     * backend fail that this version certifies: a new rule, a new or sharper case, a smaller tolerance, a larger minimum.
     * What a release cannot do is change a case under an old version; corrections of the suite that only let more pass
     * keep it.
     */
    public static final String VERSION = "heed-1";

    /** The seed that runs use unless they are given another. */
    public static final long DEFAULT_SEED = 42;

    private final long seed;
    private final List<ConformanceCase> cases;
    private final ExpectedFailures expected;

    private ConformanceSuite(long seed, List<ConformanceCase> cases, ExpectedFailures expected) {
        this.seed = seed;
        this.cases = cases;
        this.expected = expected;
    }

    /** All cases, drawn from a seed. */
    public static ConformanceSuite standard(long seed) {
        CaseList attention = CaseList.ofAttention(seed);
        CaseList encoders = attention.ofEncoders();
        CaseList decoders = attention.ofDecoders();
        // First, while allocators have little in store that could hide what is not given back.
        ReleaseRules.addTo(encoders, decoders);
        ScoreRules.addTo(attention);
        MaskRules.addTo(attention);
        LeakRules.addTo(attention);
        PositionRules.addTo(attention);
        BehaviourRules.addTo(attention, encoders);
        EncoderRules.addTo(encoders);
        EncoderBehaviourRules.addTo(encoders);
        DecoderFeedRules.addTo(decoders);
        DecoderSessionRules.addTo(decoders);
        DecoderMemoryRules.addTo(decoders);
        DecoderCacheRules.addTo(decoders);
        DecoderFailureRules.addTo(decoders);
        DecoderBehaviourRules.addTo(decoders);
        return new ConformanceSuite(seed, attention.cases(), ExpectedFailures.none());
    }

    /** This suite for a backend that is known to fail some cases. */
    public ConformanceSuite expecting(ExpectedFailures failures) {
        return new ConformanceSuite(seed, cases, failures);
    }

    /** The seed that the cases were drawn from. */
    public long seed() {
        return seed;
    }

    /** The cases, in the order in which they run. */
    public List<ConformanceCase> cases() {
        return cases;
    }

    /**
     * Runs the cases of a selection.
     *
     * @param open opens a backend; called once for all cases, and again by those that close one
     * @param selection which cases to run
     * @param progress is told of each case when it is done
     */
    public ConformanceReport run(Supplier<Backend> open, CaseSelection selection, Consumer<CaseResult> progress) {
        List<CaseResult> results = new ArrayList<>();
        try (Backend backend = open.get()) {
            for (ConformanceCase each : cases) {
                if (selection.test(each)) {
                    CaseResult result = run(each, backend, open);
                    results.add(result);
                    progress.accept(result);
                }
            }
            return report(backend, selection, results);
        }
    }

    /** The report of cases that were run one by one. */
    public ConformanceReport report(Backend backend, CaseSelection selection, List<CaseResult> results) {
        return new ConformanceReport(
                backend.id(), backend.device(), seed, selection.words(), results, expected.matchingNone(cases));
    }

    /** Runs one case on a backend. */
    public CaseResult run(ConformanceCase each, Backend backend, Supplier<Backend> open) {
        CaseRun run = new CaseRun(backend, open);
        long start = System.nanoTime();
        CaseResult.Outcome outcome = CaseResult.Outcome.PASSED;
        String detail = "";
        try {
            each.check().run(run);
        } catch (CaseRun.Refusal refusal) {
            outcome = CaseResult.Outcome.REFUSED;
            detail = refusal.detail();
        } catch (AssertionError | RuntimeException | LinkageError failure) {
            outcome = CaseResult.Outcome.FAILED;
            String what = failure instanceof ConformanceFailure ? failure.getMessage() : failure.toString();
            detail = what + ". " + repeat(each, backend);
        }
        OptionalDouble margin = outcome == CaseResult.Outcome.REFUSED ? OptionalDouble.empty() : run.margin();
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        return expected.judge(new CaseResult(each.id(), each.rule(), each.contract(), outcome, margin, time, detail));
    }

    private String repeat(ConformanceCase each, Backend backend) {
        return "Repeat it: --backend " + backend.id() + " --seed " + seed + " --case '" + each.id()
                + "' for dev.heed.conformance.Main; or in a test -Dheed.conformance.seed=" + seed
                + " -Dheed.conformance.case='" + each.id() + "'";
    }
}
