package dev.heed.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.conformance.search.Wrong;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExpectedFailuresTest {
    private static final ConformanceSuite SUITE = ConformanceSuite.standard(ConformanceSuite.DEFAULT_SEED);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private static ConformanceReport run(ExpectedFailures expected, String only) {
        ConformanceSuite suite = SUITE.expecting(expected);
        return suite.run(Wrong::withoutSoftCap, CaseSelection.of(suite, only, false), result -> {});
    }

    @Test
    void withoutAList_theFlawFails() {
        assertThat(run(ExpectedFailures.none(), "ATT-1/soft-cap").passed()).isFalse();
    }

    @Test
    void aListedCaseThatFails_isNoFailure() throws Exception {
        Path file = Files.writeString(
                folder.resolve("expected"), "# known\n\nATT-1/soft-cap   no cap yet, see the tracker\n");
        ConformanceReport report = run(ExpectedFailures.read(file), "ATT-1/soft-cap");
        assertThat(report.passed()).isTrue();
        assertThat(report.count(CaseResult.Outcome.EXPECTED)).isEqualTo(1);
        assertThat(report.results().get(0).detail())
                .startsWith("expected, no cap yet, see the tracker: output")
                .contains("Repeat it:");
    }

    @Test
    void aListedCaseThatPasses_fails_andSaysWhereItIsListed() throws Exception {
        Path file = Files.writeString(folder.resolve("expected"), "ATT-1/width-1 slow\n");
        ConformanceReport report = run(ExpectedFailures.read(file), "ATT-1/width-1");
        assertThat(report.passed()).isFalse();
        assertThat(report.failures().get(0).detail())
                .isEqualTo(file + ":1: 'ATT-1/width-1' (slow) says that it fails, but it passed;"
                        + " take the case off the list");
    }

    @Test
    void aPattern_matchesCharactersAsTheyAre_butForTheAsterisk() {
        ExpectedFailures expected = ExpectedFailures.none().and("ATT-4/allowed-[2,4,5,7]/*", "all of this shape");
        assertThat(run(expected, "ATT-4/allowed-[2,4,5,7]").failures())
                .as("they pass, and so fail")
                .hasSize(2);
        assertThat(run(expected, "ATT-4/allowed-[7]").failures()).isEmpty();
    }

    @Test
    void anEntryThatMatchesNoCaseOfTheSuite_failsTheRun_whateverPartRuns() {
        ConformanceReport report = run(ExpectedFailures.none().and("ATT-1/no-such-*", "gone"), "ATT-1/width-1");
        assertThat(report.passed()).isFalse();
        assertThat(report.unmatched()).containsExactly("'ATT-1/no-such-*' (gone) matches no case of the suite");
    }

    @Test
    void anEntryWithoutAReason_isAnError() throws Exception {
        Path file = Files.writeString(folder.resolve("expected"), "ATT-1/width-1 slow\nATT-1/soft-cap \n");
        assertThatThrownBy(() -> ExpectedFailures.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(file + ":2: expected a case's id and a reason, got 'ATT-1/soft-cap'");
        assertThatThrownBy(() -> ExpectedFailures.none().and("ATT-1/soft-cap", " "))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void noCaseHasANameThatAListCouldNotHold() {
        assertThat(SUITE.cases())
                .extracting(ConformanceCase::id)
                .allSatisfy(id -> assertThat(id).doesNotContainAnyWhitespaces().doesNotContain("*"));
    }
}
