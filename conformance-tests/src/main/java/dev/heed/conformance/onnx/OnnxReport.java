package dev.heed.conformance.onnx;

import java.util.List;

/**
 * What became of all folders.
 *
 * @param results one for each case
 */
public record OnnxReport(List<OnnxCaseResult> results) {
    /** Copies the results. */
    public OnnxReport {
        results = List.copyOf(results);
    }

    /** How many cases ended so. */
    public long count(OnnxCaseResult.Outcome outcome) {
        return results.stream().filter(each -> each.outcome() == outcome).count();
    }

    /** {@code N passed, N failed, N not covered}. */
    public String summary() {
        return count(OnnxCaseResult.Outcome.PASSED) + " passed, " + count(OnnxCaseResult.Outcome.FAILED) + " failed, "
                + count(OnnxCaseResult.Outcome.NOT_COVERED) + " not covered";
    }
}
