package dev.heed.conformance.report;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * What the numbers were measured on.
 *
 * @param heed the version of this suite
 * @param startedAt when it began
 * @param cpu the processor's model, or {@code unknown}
 * @param processors how many processors the JVM may use
 * @param os the operating system
 * @param jvm the Java virtual machine
 * @param loadAverage how many processes wanted a processor in the minute before it began; empty where the system does
 *     not say
 */
public record Environment(
        String heed, Instant startedAt, String cpu, int processors, String os, String jvm, OptionalDouble loadAverage) {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    /** This machine, now. */
    public static Environment here() {
        String version = Environment.class.getPackage().getImplementationVersion();
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return new Environment(
                version == null ? "development" : version,
                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                cpu(CPU_INFO),
                Runtime.getRuntime().availableProcessors(),
                properties("os.name", "os.version", "os.arch"),
                properties("java.vm.name", "java.runtime.version"),
                load < 0 ? OptionalDouble.empty() : OptionalDouble.of(load));
    }

    /** All of it in a sentence without its full stop. */
    public String sentence() {
        String load =
                loadAverage.isPresent() ? String.format(Locale.ROOT, "%.2f", loadAverage.getAsDouble()) : "unknown";
        return cpu + ", " + processors + " processors; " + os + "; " + jvm + "; load average " + load
                + " when it began at " + startedAt + "; Heed " + heed;
    }

    /** Linux on x86-64 names the model here. */
    static String cpu(Path cpuInfo) {
        try (Stream<String> lines = Files.lines(cpuInfo)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException noSuchFile) {
            return "unknown";
        }
    }

    private static String properties(String... names) {
        return String.join(" ", Stream.of(names).map(System::getProperty).toList());
    }
}
