package dev.heed.conformance.cli;

import dev.heed.conformance.CaseSelection;
import dev.heed.conformance.ConformanceSuite;
import dev.heed.conformance.ExpectedFailures;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the conformance suite on a backend. */
@Command(
        name = "conformance",
        mixinStandardHelpOptions = true,
        header = "Checks a backend, rule by rule, against the float64 oracle, and certifies it.",
        description = {
            "",
            "Prints a table with a row for each rule: how many cases passed, were refused by the backend in words, or"
                    + " failed, and the worst error as a part of the tolerance. Every failure comes with the options"
                    + " that repeat just that case. The last line is the certificate, or what it lacks; only a whole"
                    + " run certifies. The exit code is 0 only if nothing failed but what was expected to and, in a"
                    + " whole run, enough cases passed to show something.",
            ""
        },
        footer = {
            "",
            "Examples of options:",
            "  --backend djl --junit conformance.xml --html conformance.html",
            "  --backend nd4j --case ATT-7        all cases of one rule",
            "  --backend oracle --quick",
            "  --backend djl --search 10",
            "  --backend djl --onnx-node-tests onnx/backend/test/data/node"
        })
public final class ConformanceCommand implements Callable<Integer> {
    private final Setting setting;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private CheckedBackend checked = new CheckedBackend();

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "What the numbers are drawn from. Without it: " + ConformanceSuite.DEFAULT_SEED
                    + ", and another each time for --search.")
    private @Nullable Long seed;

    @Option(
            names = {"--case", "--rule"},
            paramLabel = "ID",
            description = "Only this case, or all that start so: ATT-7, ATT-7/top-left-3x8/in-call.")
    private @Nullable String only;

    @Option(names = "--quick", description = "Only one case of each kind: a first look, which proves less.")
    private boolean quick;

    @Option(
            names = "--expected-failures",
            paramLabel = "FILE",
            description = "The cases that are known to fail: on each line a case's id, in which * stands for any"
                    + " characters, and after a blank the reason. One that does not fail, or matches no case, fails the"
                    + " run.")
    private @Nullable Path expectedFailures;

    @Mixin
    private ReportFiles reports = new ReportFiles();

    @Option(
            names = "--search",
            paramLabel = "MINUTES",
            converter = Minutes.class,
            description =
                    "Instead of the suite, search for so long with specs, shapes and numbers drawn at random; what"
                            + " differs from the oracle is shrunk and printed as a test to paste.")
    private @Nullable Duration search;

    @Option(
            names = "--onnx-node-tests",
            paramLabel = "DIR",
            description = "Instead of the suite, run a folder in the format of the ONNX repository's node tests through"
                    + " the oracle and the backend; the last line counts.")
    private @Nullable Path nodeTests;

    /** A command in its surroundings. */
    public ConformanceCommand(Setting setting) {
        this.setting = setting;
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (search != null || nodeTests != null) {
            requireNothingOfTheSuite(search != null ? "--search" : "--onnx-node-tests");
        }
        boolean passed;
        if (search != null) {
            long drawn = Objects.requireNonNullElseGet(
                    seed, () -> ThreadLocalRandom.current().nextLong(Integer.MAX_VALUE));
            passed = new SearchRun(setting, out).of(checked, drawn, search);
        } else if (nodeTests != null) {
            passed = runNodeTests(nodeTests, out);
        } else {
            passed = runSuite(out);
        }
        return passed ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void requireNothingOfTheSuite(String instead) {
        boolean both = search != null && nodeTests != null;
        if (both || only != null || quick || expectedFailures != null || reports.wanted()) {
            throw new ParameterException(
                    spec.commandLine(),
                    both
                            ? "--search and --onnx-node-tests are two runs; ask for one"
                            : "--case, --quick, --expected-failures and reports are of the suite, not of " + instead);
        }
    }

    private boolean runNodeTests(Path folder, PrintWriter out) {
        try {
            return new NodeTestRun(setting, out).of(folder, checked);
        } catch (IllegalArgumentException noNodeTests) {
            throw CommandFailure.usage(noNodeTests);
        }
    }

    private boolean runSuite(PrintWriter out) throws IOException {
        reports.requireWritable();
        ConformanceSuite suite =
                ConformanceSuite.standard(Objects.requireNonNullElse(seed, ConformanceSuite.DEFAULT_SEED));
        if (expectedFailures != null) {
            suite = suite.expecting(read(expectedFailures));
        }
        return new SuiteRun(setting, out).of(checked, suite, selection(suite), reports);
    }

    private static ExpectedFailures read(Path file) throws IOException {
        try {
            return ExpectedFailures.read(file);
        } catch (IllegalArgumentException noReason) {
            throw CommandFailure.usage(noReason);
        }
    }

    private CaseSelection selection(ConformanceSuite suite) {
        try {
            return CaseSelection.of(suite, only, quick);
        } catch (IllegalArgumentException noSuchCase) {
            throw CommandFailure.usage(noSuchCase);
        }
    }
}
