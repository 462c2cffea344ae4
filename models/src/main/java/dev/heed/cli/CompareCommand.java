package dev.heed.cli;

import dev.heed.conformance.cli.CommandFailure;
import dev.heed.conformance.cli.Setting;
import dev.heed.conformance.cli.Threads;
import dev.heed.conformance.cli.WritableFile;
import dev.heed.conformance.compare.BackendComparison;
import dev.heed.conformance.compare.ComparisonPlan;
import dev.heed.conformance.compare.ComparisonReport;
import dev.heed.conformance.compare.Entrant;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares the backends in speed, memory and error. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        header = "Compares the backends: speed, memory, and error against the oracle.",
        description = {
            "",
            "Runs the same encoder and attention work on every usable backend in this one process, warmed up and in"
                    + " turns; where an engine has an attention of its own, it is one more, and the ratio to it is shown. The"
                    + " machine should be otherwise idle. Prints a table, and leaves all numbers in a JSON file and a page"
                    + " with charts. The exit code is 0 only if something ran and all that ran is right.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  heed compare",
            "  heed compare --quick --threads 1 --backend djl,nd4j --html /tmp/heed.html"
        })
final class CompareCommand implements Callable<Integer> {
    private final Setting setting;
    private volatile String step = "preparing";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--backend",
            paramLabel = "ID",
            split = ",",
            description = "Only these backends. Without it: all there are.")
    private String[] ids = {};

    @Mixin
    private Threads threads = new Threads();

    @Option(names = "--quick", description = "Fewer and shorter rounds: a first look, less steady.")
    private boolean quick;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            defaultValue = "heed-compare.json",
            showDefaultValue = Visibility.ALWAYS,
            description = "Where all numbers go, every timed call included.")
    private Path json = Path.of("");

    @Option(
            names = "--html",
            paramLabel = "FILE",
            defaultValue = "heed-compare.html",
            showDefaultValue = Visibility.ALWAYS,
            description = "Where the page with charts goes.")
    private Path html = Path.of("");

    CompareCommand(Setting setting) {
        this.setting = setting;
    }

    @Override
    public Integer call() throws IOException {
        requireWritable(json);
        requireWritable(html);
        List<Entrant> entrants = chosen(setting.entrants().get());
        ComparisonPlan plan = quick ? ComparisonPlan.quick() : ComparisonPlan.standard();
        ComparisonReport report = setting.showing(
                () -> step, () -> BackendComparison.run(entrants, threads.options(), plan, phrase -> step = phrase));
        print(report);
        if (!report.measuredAny()) {
            throw new CommandFailure("nothing could be measured: no backend is usable, or none could do the work");
        }
        return report.passed() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private static void requireWritable(Path file) {
        WritableFile.require(file, "--json and --html name other files");
    }

    private List<Entrant> chosen(List<Entrant> entrants) {
        List<String> known = entrants.stream().map(Entrant::id).toList();
        List<String> wanted = ids.length == 0 ? known : List.of(ids);
        for (String id : wanted) {
            if (!known.contains(id)) {
                String found = known.isEmpty() ? "none was found" : "found: " + String.join(", ", known);
                throw CommandFailure.usage("Unknown backend '" + id + "'; " + found);
            }
        }
        return entrants.stream().filter(each -> wanted.contains(each.id())).toList();
    }

    private void print(ComparisonReport report) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.print(report.table());
        report.writeJson(json);
        report.writeHtml(html);
        out.println();
        out.println("All numbers: " + json);
        out.println("Charts:      " + html);
    }
}
