package dev.heed.cli;

import dev.heed.Candidate;
import dev.heed.conformance.cli.CommandFailure;
import dev.heed.conformance.cli.Setting;
import dev.heed.spi.Probe;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists every provider found, usable or not. */
@Command(
        name = "backends",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        header = "Lists every backend found, and why it can or cannot run here.",
        description = {
            "",
            "For each: its version, priority and device, or what is wrong and what to do.",
            "They are in the order of preference: the first usable one runs when --backend is not given."
        },
        footer = {"", "Exit code 1 if none is usable."})
final class BackendsCommand implements Callable<Integer> {
    private final Setting setting;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    BackendsCommand(Setting setting) {
        this.setting = setting;
    }

    @Override
    public Integer call() {
        List<Candidate> candidates = setting.showing(
                () -> "asking every backend whether it can run", () -> setting.backends().get().candidates().stream()
                        .sorted(Comparator.comparingInt(BackendsCommand::preference)
                                .reversed())
                        .toList());
        if (candidates.isEmpty()) {
            throw new CommandFailure("no backend was found: add one, such as heed-backend-djl, to the class path");
        }
        candidates.forEach(this::print);
        boolean usable = candidates.stream().anyMatch(each -> each.probe() instanceof Probe.Available);
        return usable ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private static int preference(Candidate candidate) {
        return candidate.priority().orElse(Integer.MIN_VALUE);
    }

    private void print(Candidate candidate) {
        PrintWriter out = spec.commandLine().getOut();
        out.println((candidate.id() + " " + candidate.version()).strip());
        candidate.priority().ifPresent(priority -> out.println("  priority     " + priority));
        if (candidate.probe() instanceof Probe.Available available) {
            out.println("  available    " + available.device());
        } else if (candidate.probe() instanceof Probe.Unavailable unavailable) {
            out.println("  unavailable  " + unavailable.cause());
            out.println("  what to do   " + unavailable.remedy());
        }
        out.println("  found in     " + candidate.location());
    }
}
