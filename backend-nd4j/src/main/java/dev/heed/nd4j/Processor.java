package dev.heed.nd4j;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** What this machine's processor calls itself. */
final class Processor {
    private static final Set<String> SKYLAKE_X = Set.of("avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl");

    private Processor() {}

    static String name() {
        return description().stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElseGet(Processor::architecture);
    }

    /** What Linux tells of it, line by line; nothing elsewhere. */
    static List<String> description() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo"));
        } catch (IOException notLinux) {
            return List.of();
        }
    }

    /** Whether a description is of a processor made by AMD. */
    static boolean isAmd(List<String> description) {
        return description.stream().anyMatch(line -> line.startsWith("vendor_id") && line.endsWith("AuthenticAMD"));
    }

    /** Whether a description is of a processor with all of AVX-512 that Intel's Skylake-X has. */
    static boolean hasAvx512(List<String> description) {
        return description.stream().filter(line -> line.startsWith("flags")).anyMatch(line -> List.of(
                        line.substring(line.indexOf(':') + 1).strip().split(" +"))
                .containsAll(SKYLAKE_X));
    }

    private static String architecture() {
        return System.getProperty("os.arch", "unknown processor");
    }
}
