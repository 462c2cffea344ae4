package dev.heed.conformance.cli;

/** How progress is shown. */
public enum ProgressStyle {
    /** On one line that is redrawn. */
    TERMINAL,
    /** In plain lines, now and then: to a file or a pipe. */
    PLAIN,
    /** Not at all. */
    NONE
}
