package dev.heed.conformance.cli;

import dev.heed.conformance.report.ConformanceRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which reports are left, and where. */
final class ReportFiles {
    @Option(
            names = "--junit",
            paramLabel = "FILE",
            description = "Leave the cases as JUnit XML, for continuous integration.")
    private @Nullable Path junit;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Leave all that is known as JSON; heed-conformance-1.schema.json in the jar describes it.")
    private @Nullable Path json;

    @Option(names = "--html", paramLabel = "FILE", description = "Leave a page, rule by rule.")
    private @Nullable Path html;

    boolean wanted() {
        return files().findAny().isPresent();
    }

    void requireWritable() {
        files().forEach(file -> WritableFile.require(file, "--junit, --json and --html name other files"));
    }

    private Stream<Path> files() {
        return Stream.of(Stream.ofNullable(junit), Stream.ofNullable(json), Stream.ofNullable(html))
                .flatMap(each -> each);
    }

    void write(ConformanceRun run) throws IOException {
        if (junit != null) {
            run.writeJunit(junit);
        }
        if (json != null) {
            run.writeJson(json);
        }
        if (html != null) {
            run.writeHtml(html);
        }
    }
}
