package dev.heed.djl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What long calls need in native memory, each in a JVM of its own. */
@EnabledOnOs(OS.LINUX)
class PeakMemoryTest {
    private static final long MOST_KILOBYTES = 64 << 10;

    @ParameterizedTest
    @ValueSource(strings = {"causal", "windowWithBiasAndCap", "globalLocal", "blockSparse"})
    void att13_aLongCall_needsLessThan64MiBBeyondInputsAndOutput(String work) throws Exception {
        assertThat(peakOf(work)).isBetween(0L, MOST_KILOBYTES);
    }

    private static long peakOf(String work) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms512m",
                        "-Xmx512m",
                        "-XX:+AlwaysPreTouch",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PeakMemory.class.getName(),
                        work)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said.lines()
                .filter(line -> line.startsWith(PeakMemory.ANSWER))
                .mapToLong(line -> Long.parseLong(line.substring(PeakMemory.ANSWER.length())))
                .findFirst()
                .orElseThrow(() -> new AssertionError(said));
    }
}
