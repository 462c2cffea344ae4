package dev.heed.conformance.cli;

import dev.heed.conformance.CaseResult;
import dev.heed.conformance.CaseSelection;
import dev.heed.conformance.Certificate;
import dev.heed.conformance.ConformanceReport;
import dev.heed.conformance.ConformanceSuite;
import dev.heed.conformance.report.ConformanceRun;
import dev.heed.conformance.report.Environment;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs the suite, prints what it finds and leaves the reports. */
final class SuiteRun {
    private final Setting setting;
    private final PrintWriter out;
    private final AtomicInteger done = new AtomicInteger();

    SuiteRun(Setting setting, PrintWriter out) {
        this.setting = setting;
        this.out = out;
    }

    /** Whether nothing failed and, in a whole run, enough cases passed. */
    boolean of(CheckedBackend checked, ConformanceSuite suite, CaseSelection selection, ReportFiles files)
            throws IOException {
        Environment environment = Environment.here();
        long cases = suite.cases().stream().filter(selection).count();
        ConformanceReport report = setting.showing(
                () -> done + " of " + cases + " cases done",
                () -> suite.run(checked.opener(setting), selection, this::finished));
        files.write(new ConformanceRun(report, checked.version(setting), checked.threads(), environment));
        Certificate certificate = report.certificate();
        out.print(report.table());
        out.println();
        out.println("backend  " + report.backend());
        out.println("device   " + report.device());
        out.println("suite    " + ConformanceSuite.VERSION + ", seed " + report.seed());
        out.println(certificate.line());
        return report.passed() && certificate.tooFew().isEmpty();
    }

    private void finished(CaseResult result) {
        done.incrementAndGet();
        if (result.outcome() == CaseResult.Outcome.FAILED) {
            out.println(result);
            out.flush();
        }
    }
}
