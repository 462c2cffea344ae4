package dev.heed.conformance.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentTest {
    @Test
    void cpuModel_isReadFromLinux_orUnknown(@TempDir Path folder) throws Exception {
        Path cpuInfo = Files.writeString(folder.resolve("cpuinfo"), "processor\t: 0\nmodel name\t: Some CPU: v2\n");
        assertThat(Environment.cpu(cpuInfo)).isEqualTo("Some CPU: v2");
        assertThat(Environment.cpu(folder.resolve("missing"))).isEqualTo("unknown");
    }
}
