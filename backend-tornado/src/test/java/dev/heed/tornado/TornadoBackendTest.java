package dev.heed.tornado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.Backend;
import dev.heed.UnsupportedFeatureException;
import dev.heed.decoder.DecoderSpec;
import dev.heed.decoder.DecoderSpecBuilder;
import dev.heed.encoder.Embeddings;
import dev.heed.encoder.TransformerSpec;
import dev.heed.spi.Support;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TornadoBackendTest {
    private static final DecoderSpec DECODER = decoder(1).build();
    private static final String WINDOWS =
            "the tornado backend has room for 16 different windows, and 17 were asked for";

    private static DecoderSpecBuilder decoder(int layers) {
        return DecoderSpec.builder(TransformerSpec.builder(layers, 8, 2, 8)
                .embeddings(new Embeddings(10, 0, false, 1))
                .build());
    }

    @Test
    void spi03_tooManyWindows_areRefusedWithTheNumber() {
        DecoderSpec spec =
                decoder(17).windows(IntStream.range(0, 17).boxed().toList()).build();
        try (Backend backend = TestedBackend.open()) {
            assertThat(backend.supports(spec)).isEqualTo(new Support.Unsupported("DEC-10", WINDOWS));
            assertThatThrownBy(() -> backend.decoder(spec, Map.of()))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining(WINDOWS);
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
