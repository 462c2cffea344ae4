package dev.heed.conformance.cli;

import dev.heed.Backend;
import dev.heed.conformance.onnx.OnnxCaseResult;
import dev.heed.conformance.onnx.OnnxNodeTests;
import dev.heed.conformance.onnx.OnnxReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs ONNX node tests and prints what becomes of each. */
final class NodeTestRun {
    private final Setting setting;
    private final PrintWriter out;
    private final AtomicInteger done = new AtomicInteger();

    NodeTestRun(Setting setting, PrintWriter out) {
        this.setting = setting;
        this.out = out;
    }

    /** Whether none failed. */
    boolean of(Path folder, CheckedBackend checked) {
        Optional<Backend> backend = checked.openUnlessOracle(setting);
        try {
            out.println(backend.map(each -> "oracle and backend " + each.id() + " on " + each.device())
                    .orElse("oracle alone"));
            OnnxReport report = setting.showing(
                    () -> done + " node tests done", () -> OnnxNodeTests.run(folder, backend, this::finished));
            out.println(report.summary());
            return report.count(OnnxCaseResult.Outcome.FAILED) == 0;
        } finally {
            backend.ifPresent(Backend::close);
        }
    }

    private void finished(OnnxCaseResult result) {
        done.incrementAndGet();
        out.println(result);
    }
}
