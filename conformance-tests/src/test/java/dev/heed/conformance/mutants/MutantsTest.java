package dev.heed.conformance.mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.heed.Backend;
import dev.heed.conformance.CaseResult;
import dev.heed.conformance.ConformanceReport;
import dev.heed.conformance.ConformanceSuite;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The suite tests itself: every mutant is caught by a case of the rule that it breaks. */
class MutantsTest {
    private static final ConformanceSuite SUITE = ConformanceSuite.standard(ConformanceSuite.DEFAULT_SEED);

    @TestFactory
    Stream<DynamicTest> everyMutantIsCaught_byTheRuleThatItBreaks() {
        return Stream.of(AttentionMutants.all(), EncoderMutants.all(), BehaviourMutants.all())
                .flatMap(List::stream)
                .map(flaw -> dynamicTest(flaw.rule() + " " + flaw.name(), () -> {
                    AtomicBoolean caught = new AtomicBoolean();
                    ConformanceReport report = SUITE.run(
                            flaw.backend(),
                            each -> each.rule().equals(flaw.rule()) && !caught.get(),
                            result -> caught.set(result.outcome() == CaseResult.Outcome.FAILED));
                    assertThat(report.failures())
                            .as(flaw + " passes all cases of its rule")
                            .isNotEmpty();
                    CaseResult first = report.failures().get(0);
                    assertThat(first.detail()).contains("--case '" + first.id() + "'");
                }));
    }

    @Test
    void everythingRefused_isNotEnough() {
        ConformanceReport report = SUITE.run(BehaviourMutants.RefusesEverything::new, each -> true, result -> {});
        assertThat(report.missing()).contains("no case of ATT-1 passed");
    }

    @Test
    void withoutAFlaw_theyAreRight() {
        for (Map.Entry<String, Supplier<Backend>> each : Map.<String, Supplier<Backend>>of(
                        "mutant", Mutant::new, "finish", FinishMutant::new)
                .entrySet()) {
            ConformanceReport report = SUITE.run(each.getValue(), one -> true, result -> {});
            assertThat(report.failures()).as(each.getKey()).isEmpty();
        }
    }
}
