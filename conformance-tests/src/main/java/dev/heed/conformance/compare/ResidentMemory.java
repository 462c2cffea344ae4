package dev.heed.conformance.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** How much of this process is in memory. */
public final class ResidentMemory {
    private static final Path STATUS = Path.of("/proc/self/status");

    /** A collector may give the system back in steps what the heap no longer needs. */
    private static final int STEPS = 4;

    private ResidentMemory() {}

    /** As {@link #afterCollection()}, but after enough collections for the Java heap to have shrunk as far as it will. */
    static OptionalLong settled() {
        for (int step = 1; step < STEPS; step++) {
            System.gc();
        }
        return afterCollection();
    }

    /**
     * The bytes of this process that are in memory, Java heap included, once the garbage collector has run: the
     * {@code VmRSS} of Linux. Empty on other systems.
     */
    public static OptionalLong afterCollection() {
        System.gc();
        return read(STATUS);
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
