package dev.heed.conformance.compare;

import dev.heed.Device;
import dev.heed.conformance.report.Environment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A report of fixed numbers, with every kind of outcome. */
final class FixedReport {
    private static final Device CPU = new Device("cpu", "test");

    private FixedReport() {}

    static ComparisonReport report() {
        List<WorkDescription> works = List.of(
                new WorkDescription("encoder 2 x 4", "tiny", 8, "the first of 2 sequences"),
                new WorkDescription("attention 16", "1 head <of 2>", 16, "the head"));
        BackendResult fast = new BackendResult(
                "fast",
                "1.0",
                CPU,
                0.25,
                OptionalLong.of(64L << 20),
                List.of(measured(0.5, 0.002, 0.001, 0.004), measured(1.5, 0.5)),
                Map.of(1, new BaselineResult("engine.attend <fused>", measured(0.25, 0.4))));
        BackendResult narrow = new BackendResult(
                "narrow",
                "2.0",
                CPU,
                1.5,
                OptionalLong.empty(),
                List.of(new Outcome.Refused("ENC-2", "no <layers>"), new Outcome.Failed("broken & gone")),
                Map.of());
        return new ComparisonReport(
                "test",
                7,
                new Pace(Duration.ofMillis(10), 3, Duration.ofMillis(20), Duration.ofMillis(5), Duration.ofSeconds(1)),
                2,
                new Environment(
                        "0.1.0",
                        Instant.parse("2026-01-02T03:04:05Z"),
                        "A processor",
                        2,
                        "An OS",
                        "A JVM",
                        OptionalDouble.of(0.5)),
                works,
                List.of(fast, narrow),
                List.of(new UnusableBackend("absent", "3.0", "no device; plug one in")));
    }

    private static Outcome measured(double error, Double... seconds) {
        Timing timing = new Timing(List.of(seconds));
        return new Outcome.Measured(timing, 8 / timing.median(), error);
    }
}
