package dev.heed.cli;

import dev.heed.conformance.CaseResult;
import dev.heed.conformance.ConformanceReport;
import dev.heed.conformance.ConformanceSuite;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the conformance suite on a backend. */
@Command(
        name = "conformance",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        header = "Checks a backend, rule by rule, against the float64 oracle.",
        description = {
            "",
            "Prints a table with a row for each rule: how many cases passed, were refused by the backend in words, or"
                    + " failed, and the worst error as a part of the tolerance. Every failure comes with the command"
                    + " that repeats just that case. The exit code is 0 only if none failed and, in a whole run,"
                    + " enough cases ran to show something.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  heed conformance --backend djl",
            "  heed conformance --backend nd4j --case ATT-7        all cases of one rule",
            "  heed conformance --backend oracle --quick",
            "  heed conformance --backend djl --onnx-node-tests onnx/backend/test/data/node"
        })
final class ConformanceCommand implements Callable<Integer> {
    private final Surroundings surroundings;
    private final AtomicInteger done = new AtomicInteger();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private CheckedBackend checked = new CheckedBackend();

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "" + ConformanceSuite.DEFAULT_SEED,
            showDefaultValue = Visibility.ALWAYS,
            description = "What the cases' numbers are drawn from.")
    private long seed;

    @Option(
            names = "--case",
            paramLabel = "ID",
            description = "Only this case, or all that start so: ATT-7, ATT-7/top-left-3x8/in-call.")
    private @Nullable String only;

    @Option(names = "--quick", description = "Only one case of each kind: a first look, which proves less.")
    private boolean quick;

    @Option(
            names = "--onnx-node-tests",
            paramLabel = "DIR",
            description = "Instead of the suite, run a folder in the format of the ONNX repository's node tests through"
                    + " the oracle and the backend; the last line counts.")
    private @Nullable Path nodeTests;

    ConformanceCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (nodeTests == null) {
            return runSuite();
        }
        if (only != null || quick) {
            throw new ParameterException(
                    spec.commandLine(), "--case and --quick choose cases of the suite, not of --onnx-node-tests");
        }
        NodeTestRun run = new NodeTestRun(surroundings, spec.commandLine().getOut());
        return run.of(nodeTests, checked) ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private int runSuite() {
        ConformanceSuite suite = ConformanceSuite.standard(seed);
        CaseSelection selection = CaseSelection.of(suite, only, quick);
        ConformanceReport report = surroundings.showing(
                () -> done + " of " + selection.size() + " cases done",
                () -> suite.run(checked.opener(surroundings), selection, this::finished));
        print(report);
        List<String> missing = selection.size() == suite.cases().size() ? report.missing() : List.of();
        missing.forEach(each -> spec.commandLine().getOut().println("not enough: " + each));
        return report.passed() && missing.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void finished(CaseResult result) {
        done.incrementAndGet();
        if (result.outcome() == CaseResult.Outcome.FAILED) {
            PrintWriter out = spec.commandLine().getOut();
            out.println(result);
            out.flush();
        }
    }

    private void print(ConformanceReport report) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(report.table());
        out.println();
        out.println("backend  " + report.backend());
        out.println("device   " + report.device());
        out.println("suite    " + ConformanceSuite.VERSION + ", seed " + report.seed());
    }
}
