package dev.heed.conformance;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** How much of this process is in memory. */
public final class ResidentMemory {
    private static final Path STATUS = Path.of("/proc/self/status");

    /** A collector gives the system back in steps, some of them a tenth of a second later, what the heap no longer needs. */
    private static final int FEWEST_STEPS = 4;

    private static final int MOST_STEPS = 20;
    private static final long STEP_NANOS = 40_000_000;
    private static final long STILL = 1 << 20;

    private ResidentMemory() {}

    /** As {@link #afterCollection()}, but after enough collections for the Java heap to have shrunk as far as it will. */
    public static OptionalLong settled() {
        OptionalLong resident = afterCollection();
        for (int step = 1; step < MOST_STEPS && resident.isPresent(); step++) {
            LockSupport.parkNanos(STEP_NANOS);
            long before = resident.getAsLong();
            resident = afterCollection();
            if (step >= FEWEST_STEPS && Math.abs(resident.orElse(before) - before) < STILL) {
                break;
            }
        }
        return resident;
    }

    /**
     * The bytes of this process that are in memory, Java heap included, once the garbage collector has run: the
     * {@code VmRSS} of Linux. Empty on other systems.
     */
    public static OptionalLong afterCollection() {
        System.gc();
        return read(STATUS);
    }

    /** How many times garbage has been collected; a JVM may be told to take no notice of {@code System.gc()}. */
    static long collections() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
    }

    static OptionalLong read(Path status) {
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst();
        } catch (IOException noSuchFile) {
            return OptionalLong.empty();
        }
    }
}
