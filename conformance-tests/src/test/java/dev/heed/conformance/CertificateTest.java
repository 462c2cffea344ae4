package dev.heed.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.Device;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What certifies, on made-up results of every case of the suite. */
class CertificateTest {
    private static final ConformanceSuite SUITE = ConformanceSuite.standard(ConformanceSuite.DEFAULT_SEED);

    private static ConformanceReport report(
            String selection, Function<ConformanceCase, CaseResult.Outcome> outcome, String... unmatched) {
        List<CaseResult> results = new ArrayList<>();
        for (ConformanceCase each : SUITE.cases()) {
            CaseResult.Outcome ended = outcome.apply(each);
            OptionalDouble margin =
                    ended == CaseResult.Outcome.PASSED ? OptionalDouble.of(0.314) : OptionalDouble.empty();
            results.add(new CaseResult(each.id(), each.rule(), each.contract(), ended, margin, Duration.ZERO, "why"));
        }
        return new ConformanceReport("mine", new Device("cpu", "test"), 42, selection, results, List.of(unmatched));
    }

    private static Certificate certificate(Function<ConformanceCase, CaseResult.Outcome> outcome) {
        return report("", outcome).certificate();
    }

    private static CaseResult.Outcome refusedIf(boolean refused) {
        return refused ? CaseResult.Outcome.REFUSED : CaseResult.Outcome.PASSED;
    }

    @Test
    void allPassed_certifiesAllContracts() {
        Certificate certificate = certificate(each -> CaseResult.Outcome.PASSED);
        assertThat(certificate.certified()).isTrue();
        assertThat(certificate.line())
                .isEqualTo(String.format(
                        "CERTIFIED heed-1 attention,encoder,decoder (%,d cases, worst margin 0.31)",
                        SUITE.cases().size()));
    }

    @Test
    void whatMayBeRefused_doesNotPreventIt() {
        List<String> optional = List.of("ATT-2", "ATT-12", "ATT-13", "ATT-18", "DEC-6", "DEC-10", "PRE-1");
        Certificate certificate = certificate(each -> refusedIf(optional.contains(each.rule())));
        assertThat(certificate.line()).startsWith("CERTIFIED heed-1 attention,encoder,decoder (");
        assertThat(certificate.contracts()).containsExactly(Contract.values());
    }

    @Test
    void oneContractAlone_isNamedAlone() {
        for (Contract alone : Contract.values()) {
            assertThat(certificate(each -> refusedIf(each.contract() != alone)).line())
                    .startsWith("CERTIFIED heed-1 " + alone + " (");
        }
    }

    @Test
    void aRuleThatMayNotBeRefused_isMissing() {
        Certificate certificate = certificate(each -> refusedIf(each.rule().equals("ATT-7")));
        assertThat(certificate.certified()).isFalse();
        assertThat(certificate.line())
                .startsWith("NOT CERTIFIED heed-1: attention below half of the cases of ATT-7: 0 of ");
    }

    @Test
    void aHandfulOfCases_isNotEnough() {
        Certificate certificate = certificate(each -> refusedIf(!each.rule().equals("ATT-3")));
        assertThat(certificate.line())
                .startsWith("NOT CERTIFIED heed-1: attention below the minimum of cases: ")
                .contains(" of 300 passed; attention below half of the cases of ATT-1: ");
        assertThat(certificate.tooFew()).isNotEmpty();
    }

    @Test
    void nothingPassed_isNoCertificate() {
        assertThat(certificate(each -> CaseResult.Outcome.REFUSED).line())
                .isEqualTo("NOT CERTIFIED heed-1: no case passed");
    }

    @Test
    void failuresAndExpectedFailures_preventIt_andAreCountedByRule() {
        Certificate certificate = certificate(each -> switch (each.id()) {
            case "ATT-7/scale--0.3", "ATT-7/scale-0.0", "ENC-2/scale" -> CaseResult.Outcome.FAILED;
            case "ATT-11/2-heads-over-1" -> CaseResult.Outcome.EXPECTED;
            default -> CaseResult.Outcome.PASSED;
        });
        assertThat(certificate.line())
                .isEqualTo("NOT CERTIFIED heed-1: 3 cases failed (ATT-7, ENC-2); 1 case failed as expected (ATT-11)");
        assertThat(certificate.tooFew()).isEmpty();
    }

    @Test
    void anExpectationOfNoCase_preventsIt() {
        assertThat(report("", each -> CaseResult.Outcome.PASSED, "'x' (y) matches no case")
                        .certificate()
                        .line())
                .isEqualTo("NOT CERTIFIED heed-1: 'x' (y) matches no case");
    }

    @Test
    void aPartOfTheSuite_isNeverACertificate() {
        assertThat(report("--quick", each -> CaseResult.Outcome.PASSED).certificate())
                .isEqualTo(new Certificate(
                        false,
                        List.of(),
                        "NO CERTIFICATE heed-1: --quick ran a part of the suite; only a whole run certifies",
                        List.of()));
    }
}
