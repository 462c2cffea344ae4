package dev.heed.conformance;

import dev.heed.Backend;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The cases that every backend must pass, or refuse in words (rule SPI-3). Immutable; drawn from a seed, so that the
 * same seed gives the same cases.
 */
public final class ConformanceSuite {
    /** The version of the suite: it grows whenever a case is added or changed. */
    public static final String VERSION = "heed-0.1";

    /** The seed that runs use unless they are given another. */
    public static final long DEFAULT_SEED = 42;

    private final long seed;
    private final List<ConformanceCase> cases;

    private ConformanceSuite(long seed, List<ConformanceCase> cases) {
        this.seed = seed;
        this.cases = cases;
    }

    /** All cases, drawn from a seed. */
    public static ConformanceSuite standard(long seed) {
        CaseList cases = new CaseList(seed);
        ScoreRules.addTo(cases);
        MaskRules.addTo(cases);
        LeakRules.addTo(cases);
        PositionRules.addTo(cases);
        BehaviourRules.addTo(cases);
        EncoderRules.addTo(cases);
        EncoderBehaviourRules.addTo(cases);
        return new ConformanceSuite(seed, cases.cases());
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
     * Runs the cases that a filter lets through.
     *
     * @param open opens a backend; called once for all cases, and again by those that close one
     * @param filter which cases to run
     * @param progress is told of each case when it is done
     */
    public ConformanceReport run(
            Supplier<Backend> open, Predicate<ConformanceCase> filter, Consumer<CaseResult> progress) {
        List<CaseResult> results = new ArrayList<>();
        try (Backend backend = open.get()) {
            for (ConformanceCase each : cases) {
                if (filter.test(each)) {
                    CaseResult result = run(each, backend, open);
                    results.add(result);
                    progress.accept(result);
                }
            }
            return new ConformanceReport(backend.id(), backend.device(), seed, results);
        }
    }

    /** Runs one case on a backend. */
    public CaseResult run(ConformanceCase each, Backend backend, Supplier<Backend> open) {
        CaseRun run = new CaseRun(backend, open);
        try {
            each.check().run(run);
            return new CaseResult(each.id(), each.rule(), CaseResult.Outcome.PASSED, run.margin(), "");
        } catch (CaseRun.Refusal refusal) {
            return new CaseResult(
                    each.id(), each.rule(), CaseResult.Outcome.REFUSED, OptionalDouble.empty(), refusal.detail());
        } catch (AssertionError | RuntimeException failure) {
            String what = failure instanceof ConformanceFailure ? failure.getMessage() : failure.toString();
            String detail = what + ". " + repeat(each, backend);
            return new CaseResult(each.id(), each.rule(), CaseResult.Outcome.FAILED, run.margin(), detail);
        }
    }

    private String repeat(ConformanceCase each, Backend backend) {
        return "Repeat it: ./heed conformance --backend " + backend.id() + " --seed " + seed + " --case '" + each.id()
                + "'";
    }
}
