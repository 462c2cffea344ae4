package dev.heed.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResidentMemoryTest {
    @Test
    void isReadFromLinux_orUnknown(@TempDir Path folder) throws Exception {
        Path status = Files.writeString(folder.resolve("status"), "Name:\tjava\nVmRSS:\t  2048 kB\nThreads:\t3\n");
        assertThat(ResidentMemory.read(status)).isEqualTo(OptionalLong.of(2L << 20));
        assertThat(ResidentMemory.read(folder.resolve("missing"))).isEmpty();
    }
}
