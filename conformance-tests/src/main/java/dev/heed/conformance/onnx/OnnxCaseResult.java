package dev.heed.conformance.onnx;

/**
 * What became of one folder.
 *
 * @param name the folder's name
 * @param outcome how it ended
 * @param detail error/tolerance if it passed, by how much it failed, or why it is not covered
 */
public record OnnxCaseResult(String name, Outcome outcome, String detail) {
    /** How a case ended. */
    public enum Outcome {
        /** Oracle and backend give what the vector expects. */
        PASSED("passed"),
        /** One of them does not. */
        FAILED("failed"),
        /** The contract has no words for it yet, or the backend refuses it. */
        NOT_COVERED("not covered");

        private final String words;

        Outcome(String words) {
            this.words = words;
        }
    }

    /** One line: {@code test_attention_4d: passed, error/tolerance 0.02}. */
    @Override
    public String toString() {
        return name + ": " + outcome.words + (detail.isEmpty() ? "" : ": " + detail);
    }
}
