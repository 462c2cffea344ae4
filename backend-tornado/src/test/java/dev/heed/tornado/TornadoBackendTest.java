package dev.heed.tornado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heed.Backend;
import dev.heed.conformance.OracleBackend;
import dev.heed.decoder.Decoder;
import dev.heed.decoder.DecoderInputs;
import dev.heed.decoder.DecoderSession;
import dev.heed.decoder.DecoderSpec;
import dev.heed.decoder.DecoderSpecBuilder;
import dev.heed.decoder.SessionOptions;
import dev.heed.encoder.Embeddings;
import dev.heed.encoder.TransformerSpec;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TornadoBackendTest {
    private static final DecoderSpec DECODER = decoder(1).build();

    private static DecoderSpecBuilder decoder(int layers) {
        return DecoderSpec.builder(TransformerSpec.builder(layers, 8, 2, 8)
                .embeddings(new Embeddings(10, 0, false, 1))
                .build());
    }

    @Test
    void dec10_everyLayerMayHaveAWindowOfItsOwn() {
        DecoderSpec spec =
                decoder(20).windows(IntStream.range(0, 20).boxed().toList()).build();
        Random random = new Random(3);
        Map<String, Tensor> weights = spec.weightShapes().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, each -> drawn(random, each.getValue())));
        float[] expected = logits(new OracleBackend(), spec, weights);
        float[] actual = logits(TestedBackend.open(), spec, weights);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(1e-4f));
        }
    }

    private static Tensor drawn(Random random, Shape shape) {
        float[] values = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.of(shape, values);
    }

    private static float[] logits(Backend opened, DecoderSpec spec, Map<String, Tensor> weights) {
        int[] ids = IntStream.range(0, 30).map(i -> i * i % 10).toArray();
        try (Backend backend = opened;
                Decoder decoder = backend.decoder(spec, weights);
                DecoderSession session = decoder.open(SessionOptions.of(1, ids.length))) {
            return session.feed(DecoderInputs.of(Tensor.of(Shape.of(1, ids.length), ids)))
                    .logits()
                    .toFloatArray();
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
