package dev.heed.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.Backends;
import dev.heed.Precision;
import dev.heed.UnsupportedFeatureException;
import dev.heed.attention.AttentionSpec;
import dev.heed.spi.Probe;
import dev.heed.spi.Support;
import org.junit.jupiter.api.Test;

class DjlBackendProviderTest {
    private final DjlBackendProvider provider = new DjlBackendProvider();

    @Test
    void spi02_probe_namesTheDevice() {
        assertThat(provider.probe()).isInstanceOf(Probe.Available.class);
        assertThat(provider.probe().toString()).contains("cpu", "libtorch");
    }

    @Test
    void spi07_telemetryIsOff_andTheHostsDownloadsAreNot() {
        assertThat(provider.probe()).isInstanceOf(Probe.Available.class);
        assertThat(System.getProperty("OPT_OUT_TRACKING")).isEqualTo("true");
        assertThat(System.getProperty("ai.djl.offline")).isNull();
    }

    @Test
    void spi04_isFoundById() {
        try (Backend backend = Backends.discover().open("djl")) {
            assertThat(backend.id()).isEqualTo("djl");
        }
    }

    @Test
    void spi05_device_saysHowManyThreads() {
        try (Backend one = provider.open(BackendOptions.defaults().withThreads(1));
                Backend two = provider.open(BackendOptions.defaults().withThreads(2))) {
            assertThat(one.device().name()).endsWith("1 thread");
            assertThat(two.device().name()).endsWith("2 threads");
        }
    }

    @Test
    void spi03_lowerPrecision_isRefusedWithTheRule() {
        AttentionSpec spec =
                AttentionSpec.builder(1, 8).precision(Precision.BFLOAT16).build();
        try (Backend backend = provider.open(BackendOptions.defaults())) {
            assertThat(backend.supports(spec)).isInstanceOf(Support.Unsupported.class);
            assertThatThrownBy(() -> backend.attention(spec))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessage("djl does not support this (PRE-1): only FLOAT32 is implemented, not BFLOAT16");
        }
    }
}
