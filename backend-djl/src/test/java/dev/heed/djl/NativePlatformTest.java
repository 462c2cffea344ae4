package dev.heed.djl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NativePlatformTest {
    @Test
    void platformsWithABuild_haveItsClassifier() {
        assertThat(NativePlatform.of("Linux", "amd64").classifier()).contains("linux-x86_64");
        assertThat(NativePlatform.of("Linux", "aarch64").classifier()).contains("linux-aarch64");
        assertThat(NativePlatform.of("Mac OS X", "aarch64").classifier()).contains("osx-aarch64");
        assertThat(NativePlatform.of("Windows 11", "amd64").classifier()).contains("win-x86_64");
    }

    @Test
    void platformsWithoutABuild_areNamed() {
        NativePlatform intelMac = NativePlatform.of("Mac OS X", "x86_64");
        assertThat(intelMac.name()).isEqualTo("osx-x86_64");
        assertThat(intelMac.classifier()).isEmpty();
        assertThat(NativePlatform.of("Linux", "riscv64").classifier()).isEmpty();
    }
}
