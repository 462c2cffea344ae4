package dev.heed.conformance;

import dev.heed.Backends;
import dev.heed.conformance.cli.CommandRun;
import dev.heed.conformance.cli.ConformanceCommand;
import dev.heed.conformance.cli.ProgressStyle;
import dev.heed.conformance.cli.Results;
import dev.heed.conformance.cli.Setting;
import dev.heed.conformance.compare.Entrant;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Certifies a backend without any code: {@code java -cp … dev.heed.conformance.Main --backend mine}. */
public final class Main {
    private Main() {}

    /** Runs the suite and ends the process with its exit code: 0, 1 for a failure, 2 for wrong usage. */
    public static void main(String[] args) {
        PrintWriter err = new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        Setting process = new Setting(
                err,
                ProgressStyle.PLAIN,
                Backends::discover,
                () -> Entrant.discover(Thread.currentThread().getContextClassLoader()));
        System.exit(run(process, new FileOutputStream(FileDescriptor.out), args));
    }

    static int run(Setting setting, OutputStream out, String... args) {
        CommandLine line = new CommandLine(new ConformanceCommand(setting));
        line.getCommandSpec()
                .addOption(OptionSpec.builder(CommandRun.STACK_TRACE)
                        .type(boolean.class)
                        .description("On failure, print where in the code it happened.")
                        .build());
        return CommandRun.run(line, new Results(out), setting.err(), args);
    }
}
