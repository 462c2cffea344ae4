package dev.heed.conformance.cli;

import dev.heed.Backends;
import dev.heed.conformance.compare.Entrant;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a command finds, and where it shows its progress: the process's own, or a test's.
 *
 * @param err where errors and progress go
 * @param progress how progress is shown on {@code err}
 * @param backends finds the backends; asked only by commands that need one
 * @param entrants finds those to compare, each by itself
 */
public record Setting(
        PrintWriter err, ProgressStyle progress, Supplier<Backends> backends, Supplier<List<Entrant>> entrants) {
    /** Takes a step of a command, and shows what it is while it takes longer than a second. */
    public <T, E extends Exception> T showing(Supplier<String> what, Step<T, E> step) throws E {
        if (progress == ProgressStyle.NONE) {
            return step.take();
        }
        Progress shown = Progress.start(new ProgressLine(err, progress, what));
        try {
            return step.take();
        } finally {
            shown.stop();
        }
    }

    /** A step of a command. */
    public interface Step<T, E extends Exception> {
        /** Takes it. */
        T take() throws E;
    }
}
