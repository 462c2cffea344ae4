package dev.heed.conformance.mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.heed.Backend;
import dev.heed.conformance.CaseResult;
import dev.heed.conformance.CaseSelection;
import dev.heed.conformance.ConformanceCase;
import dev.heed.conformance.ConformanceReport;
import dev.heed.conformance.ConformanceSuite;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** The suite tests itself: every mutant is caught by a case of the rule that it breaks. */
class MutantsTest {
    private static final ConformanceSuite SUITE = ConformanceSuite.standard(ConformanceSuite.DEFAULT_SEED);

    @TestFactory
    Stream<DynamicTest> everyMutantIsCaught_byTheRuleThatItBreaks() {
        return Stream.of(AttentionMutants.all(), EncoderMutants.all(), DecoderMutants.all(), BehaviourMutants.all())
                .flatMap(List::stream)
                .map(flaw -> dynamicTest(flaw.rule() + " " + flaw.name(), () -> {
                    Optional<CaseResult> first = firstFailure(flaw);
                    assertThat(first).as(flaw + " passes all cases of its rule").isPresent();
                    assertThat(first.get().detail())
                            .contains("--case '" + first.get().id() + "'");
                }));
    }

    @Test
    @Timeout(60) // what is tested is that nobody waits for ever
    void dec03_aThreadThatFailsAmongOthers_failsTheCase_andLeavesNoneWaiting() {
        Optional<CaseResult> failure =
                firstFailure(DecoderMutants.STAYS_WITH_ITS_THREAD, "DEC-3/two-threads-in-one-session");
        assertThat(failure).hasValueSatisfying(result -> assertThat(result.detail())
                .startsWith("in one of 2 threads: java.lang.UnsupportedOperationException: another thread's session."));
    }

    @Test
    void spi08_cachesThatAreNeverFreed_areSeenInWhatTheProcessHolds() {
        Optional<CaseResult> failure =
                firstFailure(DecoderMutants.KEEPS_CLOSED_CACHES, "SPI-8/closed-sessions-give-back-their-caches");
        assertThat(failure)
                .hasValueSatisfying(result -> assertThat(result.detail()).contains("bytes of caches in all"));
    }

    private static Optional<CaseResult> firstFailure(Flaw flaw) {
        return firstFailure(flaw, each -> each.rule().equals(flaw.rule()));
    }

    private static Optional<CaseResult> firstFailure(Flaw flaw, String id) {
        return firstFailure(flaw, each -> each.id().equals(id));
    }

    private static Optional<CaseResult> firstFailure(Flaw flaw, Predicate<ConformanceCase> selection) {
        try (Backend backend = flaw.backend().get()) {
            return SUITE.cases().stream()
                    .filter(selection)
                    .map(each -> SUITE.run(each, backend, flaw.backend()))
                    .filter(result -> result.outcome() == CaseResult.Outcome.FAILED)
                    .findFirst();
        }
    }

    @Test
    void everythingRefused_failsNothing_andIsNotCertified() {
        ConformanceReport report =
                SUITE.run(BehaviourMutants.RefusesEverything::new, CaseSelection.all(), result -> {});
        assertThat(report.failures()).isEmpty();
        assertThat(report.certificate().line()).isEqualTo("NOT CERTIFIED heed-1: no case passed");
    }

    @Test
    void withoutAFlaw_theyAreRight() {
        for (Map.Entry<String, Supplier<Backend>> each : Map.<String, Supplier<Backend>>of(
                        "mutant", Mutant::new, "finish", FinishMutant::new)
                .entrySet()) {
            ConformanceReport report = SUITE.run(each.getValue(), CaseSelection.all(), result -> {});
            assertThat(report.failures()).as(each.getKey()).isEmpty();
            assertThat(report.certificate().line()).startsWith("CERTIFIED heed-1 attention,encoder (");
        }
    }

    @Test
    void aCacheWithoutAFlaw_isRight() {
        ConformanceReport report = SUITE.run(() -> new CachedBackend(new Habits()), CaseSelection.all(), result -> {});
        assertThat(report.failures()).isEmpty();
        assertThat(report.certificate().line()).startsWith("CERTIFIED heed-1 attention,encoder,decoder (");
    }
}
