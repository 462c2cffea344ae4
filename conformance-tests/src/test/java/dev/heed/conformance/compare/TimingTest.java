package dev.heed.conformance.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimingTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void medianAndQuartiles_ofUnsortedCalls() {
        Timing timing = new Timing(List.of(5.0, 1.0, 4.0, 2.0, 3.0));
        assertThat(timing.median()).isEqualTo(3);
        assertThat(timing.medianDeviation()).isEqualTo(1);
        // Hyndman and Fan's eighth method by hand: position 1/4 (5 + 1/3) + 1/3 = 5/3.
        assertThat(timing.lowerQuartile()).isCloseTo(1 + 2 / 3.0, within(1e-12));
        assertThat(timing.upperQuartile()).isCloseTo(4 + 1 / 3.0, within(1e-12));
    }

    @Test
    void noCalls_areNoTiming() {
        assertThatThrownBy(() -> new Timing(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("seconds: expected at least one call, got none");
    }

    @Test
    void residentMemory_isReadFromLinux_orUnknown() throws Exception {
        Path status = Files.writeString(folder.resolve("status"), "Name:\tjava\nVmRSS:\t  2048 kB\nThreads:\t3\n");
        assertThat(ResidentMemory.read(status)).isEqualTo(OptionalLong.of(2L << 20));
        assertThat(ResidentMemory.read(folder.resolve("missing"))).isEmpty();
    }

    @Test
    void cpuModel_isReadFromLinux_orUnknown() throws Exception {
        Path cpuInfo = Files.writeString(folder.resolve("cpuinfo"), "processor\t: 0\nmodel name\t: Some CPU: v2\n");
        assertThat(Environment.cpu(cpuInfo)).isEqualTo("Some CPU: v2");
        assertThat(Environment.cpu(folder.resolve("missing"))).isEqualTo("unknown");
    }
}
