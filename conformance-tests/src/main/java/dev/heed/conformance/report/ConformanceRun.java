package dev.heed.conformance.report;

import dev.heed.conformance.ConformanceReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A run of the suite with its circumstances, to be written to files.
 *
 * @param report what it found
 * @param version the version of the backend's provider and of its engine
 * @param threads how many threads the backend was asked to compute on
 * @param environment what it ran on
 */
public record ConformanceRun(ConformanceReport report, String version, int threads, Environment environment) {
    /** Writes the cases as JUnit's XML, which continuous integration reads: a suite for each rule. */
    public void writeJunit(Path file) throws IOException {
        Files.writeString(file, new JunitXml(this).text());
    }

    /** Writes all of it as JSON; the resource {@code heed-conformance-1.schema.json} beside this class describes it. */
    public void writeJson(Path file) throws IOException {
        Files.writeString(file, new ConformanceJson(this).text());
    }

    /** Writes a page, rule by rule, that needs nothing but itself. */
    public void writeHtml(Path file) throws IOException {
        Files.writeString(file, new ConformancePage(this).html());
    }
}
