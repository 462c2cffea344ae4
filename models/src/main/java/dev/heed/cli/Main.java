package dev.heed.cli;

import dev.heed.Backends;
import dev.heed.conformance.cli.ProgressStyle;
import dev.heed.conformance.cli.Setting;
import dev.heed.conformance.compare.Entrant;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Starts the command line {@code heed}. */
public final class Main {
    /** Set by the launcher, which can ask the system; Java cannot until version 22. */
    private static final String TERMINAL = "heed.terminal";

    private Main() {}

    /** Runs one command and ends the process with its exit code: 0, 1 for a failure, 2 for wrong usage. */
    public static void main(String[] args) {
        Setting setting = new Setting(
                new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                Boolean.getBoolean(TERMINAL) ? ProgressStyle.TERMINAL : ProgressStyle.PLAIN,
                Backends::discover,
                () -> Entrant.discover(Main.class.getClassLoader()));
        // Not System.out: it swallows errors, and on older JDKs it does not write UTF-8 everywhere.
        System.exit(HeedCommandLine.run(setting, System.in, new FileOutputStream(FileDescriptor.out), args));
    }
}
