package dev.heed.conformance.cli;

import dev.heed.conformance.search.DifferentialSearch;
import dev.heed.conformance.search.SearchReport;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Searches at random for what a backend gets wrong, and prints it as tests to paste. */
final class SearchRun {
    private final Setting setting;
    private final PrintWriter out;
    private final AtomicLong draws = new AtomicLong();

    SearchRun(Setting setting, PrintWriter out) {
        this.setting = setting;
        this.out = out;
    }

    /** Whether nothing was found. */
    boolean of(CheckedBackend checked, long seed, Duration time) {
        out.println("searching for " + time.toSeconds() + " s with seed " + seed + "; --seed " + seed
                + " draws the same again");
        out.flush();
        SearchReport report = setting.showing(
                () -> draws + " draws made",
                () -> DifferentialSearch.run(checked.opener(setting), seed, time, drawn -> draws.incrementAndGet()));
        out.print(report);
        return report.findings().isEmpty();
    }
}
