package dev.heed.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heed.Backend;
import dev.heed.conformance.onnx.OnnxCaseResult;
import dev.heed.conformance.onnx.OnnxNodeTests;
import dev.heed.conformance.onnx.OnnxReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The oracle against vectors that others made (rule PRE-3). */
class OnnxNodeTestsTest {
    private static final String PLACE = "heed.onnx.node.tests";

    /** What the contract has words for on every backend. */
    private static final List<String> COVERED =
            List.of("attention", "layer_normalization", "rms_normalization", "gelu", "softmax", "swish");

    @Test
    void pre3_onnxVectors_areWhatTheOracleComputes() {
        String place = System.getProperty(PLACE);
        String reason = "Skipped: -D" + PLACE + " does not name a folder of ONNX node tests.";
        if (place == null) {
            System.out.println(reason);
        }
        assumeTrue(place != null, reason);
        List<OnnxCaseResult> failed = new ArrayList<>();
        List<OnnxCaseResult> notCovered = new ArrayList<>();
        try (Backend oracle = new OracleBackend()) {
            OnnxReport report = OnnxNodeTests.run(Path.of(place), Optional.of(oracle), result -> {
                switch (result.outcome()) {
                    case PASSED -> {}
                    case FAILED -> failed.add(result);
                    case NOT_COVERED -> notCovered.add(result);
                }
            });
            System.out.println("ONNX node tests on the oracle: " + report.summary());
            assertThat(failed).isEmpty();
            assertThat(report.count(OnnxCaseResult.Outcome.PASSED)).isPositive();
        }
        assertThat(notCovered).extracting(OnnxCaseResult::name).noneMatch(name -> COVERED.stream()
                .anyMatch(name::contains));
    }

    @Test
    void folderWithoutCases_isRefused(@TempDir Path empty) {
        assertThatThrownBy(() -> OnnxNodeTests.run(empty, Optional.empty(), result -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ONNX node tests: expected folders with a model.onnx each, found none in " + empty);
    }

    @Test
    void corruptModel_fails_andSaysSo(@TempDir Path folder) throws IOException {
        Files.write(folder.resolve("model.onnx"), new byte[] {(byte) 0xff, 1, 2, 3});
        OnnxReport report = OnnxNodeTests.run(folder, Optional.empty(), result -> {});
        assertThat(report.summary()).isEqualTo("0 passed, 1 failed, 0 not covered");
        assertThat(report.results().get(0).detail()).startsWith("cannot be run: ");
    }
}
