package dev.heed.cli;

import dev.heed.Backends;
import dev.heed.conformance.cli.ProgressStyle;
import dev.heed.conformance.cli.Setting;
import dev.heed.conformance.compare.Entrant;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a command reads, writes and finds: the process's own, or a test's.
 *
 * @param in where texts come from when no file is named
 * @param out where results go, unbuffered; it throws when it cannot be written
 * @param err where errors and progress go
 * @param progress how progress is shown on {@code err}
 * @param backends finds the backends; asked only by commands that need one
 * @param entrants finds those to compare, each by itself
 */
record Surroundings(
        InputStream in,
        OutputStream out,
        PrintWriter err,
        ProgressStyle progress,
        Supplier<Backends> backends,
        Supplier<List<Entrant>> entrants) {
    /** The part of it that the commands of the suite need. */
    Setting setting() {
        return new Setting(err, progress, backends, entrants);
    }

    /** Takes a step of a command, and shows what it is while it takes longer than a second. */
    <T, E extends Exception> T showing(Supplier<String> what, Setting.Step<T, E> step) throws E {
        return setting().showing(what, step);
    }
}
