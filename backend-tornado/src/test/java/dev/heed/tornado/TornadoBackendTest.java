package dev.heed.tornado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.Backend;
import dev.heed.UnsupportedFeatureException;
import dev.heed.decoder.DecoderSpec;
import dev.heed.encoder.Embeddings;
import dev.heed.encoder.TransformerSpec;
import dev.heed.spi.Support;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TornadoBackendTest {
    private static final DecoderSpec DECODER = DecoderSpec.builder(TransformerSpec.builder(1, 8, 2, 8)
                    .embeddings(new Embeddings(10, 0, false, 1))
                    .build())
            .build();
    private static final String NONE = "the tornado backend has no decoders; other backends do";

    @Test
    void spi03_decoders_areRefusedInItsOwnName() {
        try (Backend backend = TestedBackend.open()) {
            assertThat(backend.supports(DECODER)).isEqualTo(new Support.Unsupported("DEC-1", NONE));
            assertThatThrownBy(() -> backend.decoder(DECODER, Map.of()))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining(NONE);
        }
    }

    @Test
    void spi08_afterClose_evenARefusalThrows() {
        Backend backend = TestedBackend.open();
        backend.close();

        assertThatThrownBy(() -> backend.supports(DECODER))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("backend 'tornado' is closed.");
        assertThatThrownBy(() -> backend.decoder(DECODER, Map.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("backend 'tornado' is closed.");
    }
}
