package dev.heed.conformance.report;

import dev.heed.Device;
import dev.heed.conformance.CaseResult;
import dev.heed.conformance.ConformanceReport;
import dev.heed.conformance.Contract;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;

/** A run of fixed results, with every outcome, and characters that XML, JSON and HTML cannot hold as they are. */
final class FixedRun {
    private FixedRun() {}

    static ConformanceRun run() {
        List<CaseResult> results = List.of(
                result("ATT-1", "width-1", CaseResult.Outcome.PASSED, OptionalDouble.of(0.25), ""),
                result(
                        "ATT-13",
                        "blocks",
                        CaseResult.Outcome.REFUSED,
                        OptionalDouble.empty(),
                        "ATT-13: no <maps> & \"co\""),
                result(
                        "ATT-7",
                        "top-left",
                        CaseResult.Outcome.FAILED,
                        OptionalDouble.of(2.5),
                        "worst at [0]: \u0000 <1>"),
                result("ATT-7", "nan", CaseResult.Outcome.FAILED, OptionalDouble.of(Double.POSITIVE_INFINITY), "NaN"),
                new CaseResult(
                        "ENC-2/gelu",
                        "ENC-2",
                        Contract.ENCODER,
                        CaseResult.Outcome.EXPECTED,
                        OptionalDouble.of(1.5),
                        Duration.ofMillis(1500),
                        "expected, a bug: off"));
        ConformanceReport report = new ConformanceReport(
                "mine", new Device("cpu", "test"), 42, "", results, List.of("'ATT-1/x' (old) matches no case"));
        Environment environment = new Environment(
                "0.1.0",
                Instant.parse("2026-01-02T03:04:05Z"),
                "A processor",
                2,
                "An OS",
                "A JVM",
                OptionalDouble.of(0.5));
        return new ConformanceRun(report, "1.0 (Engine 2.0)", 2, environment);
    }

    private static CaseResult result(
            String rule, String name, CaseResult.Outcome outcome, OptionalDouble margin, String detail) {
        return new CaseResult(
                rule + "/" + name, rule, Contract.ATTENTION, outcome, margin, Duration.ofMillis(20), detail);
    }
}
