package dev.heed.conformance.compare;

import java.util.Locale;
import java.util.stream.Collectors;

/** A report as text, a table for each work. */
record ReportText(ComparisonReport report) {
    String text() {
        StringBuilder text = new StringBuilder();
        for (int index = 0; index < report.works().size(); index++) {
            append(text, index);
        }
        appendBackends(text);
        text.append(String.format("%n%s", Method.of(report)));
        return text.toString();
    }

    private void append(StringBuilder text, int index) {
        WorkDescription work = report.works().get(index);
        text.append(String.format(Locale.ROOT, "%s  (%s)%n", work.name(), work.details()));
        text.append(String.format(
                Locale.ROOT,
                "  %-10s %11s  %-24s %10s %10s %16s %6s%n",
                "backend",
                "median",
                "quartiles",
                "MAD",
                "tokens/s",
                "error/tolerance",
                "calls"));
        for (BackendResult backend : report.backends()) {
            text.append(String.format(
                    Locale.ROOT,
                    "  %-10s %s%n",
                    backend.id(),
                    row(backend.outcomes().get(index))));
            backend.baseline(index)
                    .ifPresent(own -> text.append(String.format(
                            Locale.ROOT,
                            "  %-10s %s%n  %-10s %s%n",
                            "  engine",
                            row(own.outcome()),
                            "",
                            Figures.besideItsEngine(backend, index))));
        }
        text.append(System.lineSeparator());
    }

    private static String row(Outcome outcome) {
        if (outcome instanceof Outcome.Measured measured) {
            Timing timing = measured.timing();
            return String.format(
                    Locale.ROOT,
                    "%11s  %-24s %10s %,10.0f %16s %6d",
                    Figures.duration(timing.median()),
                    Figures.duration(timing.lowerQuartile()) + " to " + Figures.duration(timing.upperQuartile()),
                    Figures.duration(timing.medianDeviation()),
                    measured.tokensPerSecond(),
                    Figures.error(measured),
                    timing.seconds().size());
        }
        return Figures.reason(outcome);
    }

    private void appendBackends(StringBuilder text) {
        text.append(String.format(
                Locale.ROOT, "  %-10s %12s %10s  %s%n", "backend", "resident", "opened in", "version and device"));
        for (BackendResult backend : report.backends()) {
            text.append(String.format(
                    Locale.ROOT,
                    "  %-10s %12s %10s  %s, %s%n",
                    backend.id(),
                    Figures.memory(backend.residentBytes()),
                    Figures.duration(backend.openingSeconds()),
                    backend.version(),
                    backend.device()));
        }
        text.append(report.unusable().stream()
                .map(each -> String.format("  %-10s not usable: %s%n", each.id(), each.reason()))
                .collect(Collectors.joining()));
    }
}
