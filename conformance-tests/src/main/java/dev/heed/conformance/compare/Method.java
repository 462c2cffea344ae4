package dev.heed.conformance.compare;

import dev.heed.conformance.report.Environment;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How a report's numbers came about, in sentences.
 *
 * @param machine what they were measured on
 * @param timing how calls were timed
 * @param checking what was held to the oracle
 * @param memory what the memory means
 */
record Method(String machine, String timing, String checking, String memory) {
    static Method of(ComparisonReport report) {
        Environment environment = report.environment();
        Pace pace = report.pace();
        String machine = environment.sentence() + ", " + report.threads() + " threads asked for.";
        String timing = String.format(
                Locale.ROOT,
                "All backends in one process, and their engines' own attention where they have one; %d ms of warm-up each, then up to %d rounds in turns, each of at least %d ms"
                        + " of calls after a pause of %d ms; plan '%s', seed %d.",
                pace.warmUp().toMillis(),
                pace.rounds(),
                pace.block().toMillis(),
                pace.pause().toMillis(),
                report.plan(),
                report.seed());
        String checked = report.works().stream()
                .map(work -> work.name() + ": " + work.checked())
                .collect(Collectors.joining("; "));
        String checking = "error/tolerance is the worst error against the float64 oracle over what rule PRE-2 allows;"
                + " 1 or less is right. Checked of a call's output: " + checked + ".";
        String memory =
                "resident is the growth of the process's resident memory (VmRSS, after a garbage collection) from"
                        + " before a backend was opened to the first call of a work, the largest of all works.";
        return new Method(machine, timing, checking, memory);
    }

    @Override
    public String toString() {
        return String.format("%s%n%s%n%s%n%s%n", machine, timing, checking, memory);
    }
}
