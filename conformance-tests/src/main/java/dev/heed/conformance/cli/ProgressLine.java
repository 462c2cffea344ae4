package dev.heed.conformance.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * How progress looks: on a terminal one line that is redrawn and goes when the step is over, elsewhere a plain line now
 * and then.
 */
final class ProgressLine {
    private static final Duration SILENT = Duration.ofSeconds(1);
    private static final Duration REDRAWN_EVERY = Duration.ofMillis(200);
    private static final Duration REPEATED_EVERY = Duration.ofSeconds(10);
    private static final String ERASE = "\r\u001b[K";

    private final PrintWriter err;
    private final boolean terminal;
    private final Supplier<String> step;
    private boolean shown;
    private boolean ended;

    ProgressLine(PrintWriter err, ProgressStyle style, Supplier<String> step) {
        this.err = err;
        this.terminal = style == ProgressStyle.TERMINAL;
        this.step = step;
    }

    /** How long to wait before it is shown, first or again. */
    synchronized Duration pause() {
        return !shown ? SILENT : terminal ? REDRAWN_EVERY : REPEATED_EVERY;
    }

    synchronized void show(Duration elapsed) {
        if (ended) {
            return;
        }
        String text = "heed: " + step.get() + ", " + elapsed.toSeconds() + " s";
        if (terminal) {
            err.print(ERASE + text);
            err.flush();
        } else {
            err.println(text);
        }
        shown = true;
    }

    /** The step is over: what comes next on the terminal starts on an empty line. */
    synchronized void end() {
        ended = true;
        if (shown && terminal) {
            err.print(ERASE);
            err.flush();
        }
    }
}
