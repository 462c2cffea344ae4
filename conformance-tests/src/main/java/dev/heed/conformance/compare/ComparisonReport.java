package dev.heed.conformance.compare;

import dev.heed.conformance.report.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a comparison found.
 *
 * @param plan the plan's name
 * @param seed what all numbers were drawn from
 * @param pace how long things were measured
 * @param threads how many threads each backend was asked to compute on
 * @param environment what the numbers were measured on
 * @param works what was run
 * @param backends those that could be opened
 * @param unusable those that could not
 */
public record ComparisonReport(
        String plan,
        long seed,
        Pace pace,
        int threads,
        Environment environment,
        List<WorkDescription> works,
        List<BackendResult> backends,
        List<UnusableBackend> unusable) {
    /** Copies the lists, and checks that every backend has an outcome for every work. */
    public ComparisonReport {
        works = List.copyOf(works);
        backends = List.copyOf(backends);
        unusable = List.copyOf(unusable);
        for (BackendResult backend : backends) {
            if (backend.outcomes().size() != works.size()) {
                throw new IllegalArgumentException("backends: expected " + works.size() + " outcomes of " + backend.id()
                        + ", got " + backend.outcomes().size());
            }
        }
    }

    /** Whether any backend ran any work. */
    public boolean measuredAny() {
        return outcomes().anyMatch(each -> each instanceof Outcome.Measured);
    }

    /** Whether nothing failed, and all that ran is right by the oracle. Refusals are neither. */
    public boolean passed() {
        return outcomes()
                .noneMatch(each -> each instanceof Outcome.Failed
                        || (each instanceof Outcome.Measured measured && !measured.right()));
    }

    private Stream<Outcome> outcomes() {
        return backends.stream().flatMap(each -> each.outcomes().stream());
    }

    /** All of it as text. */
    public String table() {
        return new ReportText(this).text();
    }

    /** Writes all of it, every timed call included, as JSON; the field {@code schema} names its layout. */
    public void writeJson(Path file) throws IOException {
        Files.writeString(file, new ReportJson(this).text());
    }

    /** Writes a page with charts that needs nothing but itself. */
    public void writeHtml(Path file) throws IOException {
        Files.writeString(file, new ReportPage(this).html());
    }
}
