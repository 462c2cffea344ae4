package dev.heed.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.attention.Attention;
import dev.heed.attention.AttentionSpec;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.EncoderInputs;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ClosingTest {
    private static final EncoderInputs INPUTS =
            EncoderInputs.of(SmallEncoder.random(Shape.of(4, 40, 32), new Random(1)));

    private static Backend open() {
        return new Nd4jBackendProvider().open(BackendOptions.defaults().withThreads(2));
    }

    @Test
    void spi08_closedEncoder_isNamed_andClosesAgain() {
        try (Backend backend = open()) {
            Encoder encoder = backend.encoder(SmallEncoder.SPEC, SmallEncoder.weights(SmallEncoder.SPEC, 1));
            encoder.close();
            encoder.close();
            assertThatThrownBy(() -> encoder.encode(INPUTS))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("encoder of backend 'nd4j' is closed.");
            assertThat(backend.id()).isEqualTo("nd4j");
        }
    }

    @Test
    void spi08_closedBackend_closesWhatItMade() {
        Backend backend = open();
        Encoder encoder = backend.encoder(SmallEncoder.SPEC, SmallEncoder.weights(SmallEncoder.SPEC, 1));
        Attention attention = backend.attention(AttentionSpec.builder(1, 8).build());
        backend.close();
        assertThatThrownBy(() -> encoder.encode(INPUTS))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith(" is closed.");
        Tensor rows = SmallEncoder.random(Shape.of(1, 1, 3, 8), new Random(1));
        assertThatThrownBy(() -> attention.apply(rows, rows, rows))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("backend 'nd4j' is closed.");
    }

    @Test
    void spi08_closeDuringCalls_letsThemEnd_andRefusesTheNext() throws Exception {
        for (int round = 0; round < 20; round++) {
            closeDuringCalls(round % 2 == 0);
        }
    }

    private static void closeDuringCalls(boolean closeTheBackend) throws Exception {
        int callers = 4;
        ExecutorService executor = Executors.newFixedThreadPool(callers);
        CountDownLatch working = new CountDownLatch(callers);
        try (Backend backend = open();
                Encoder encoder = backend.encoder(SmallEncoder.SPEC, SmallEncoder.weights(SmallEncoder.SPEC, 1))) {
            float[] expected = encoder.encode(INPUTS).states().toFloatArray();
            List<Future<?>> calls = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                calls.add(executor.submit(() -> encodeUntilClosed(encoder, expected, working)));
            }
            working.await();
            AutoCloseable closed = closeTheBackend ? backend : encoder;
            closed.close();
            for (Future<?> call : calls) {
                assertThatThrownBy(call::get)
                        .isInstanceOf(ExecutionException.class)
                        .cause()
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageEndingWith(" is closed.");
            }
        } finally {
            executor.shutdownNow();
        }
    }

    private static void encodeUntilClosed(Encoder encoder, float[] expected, CountDownLatch working) {
        for (boolean first = true; ; first = false) {
            assertThat(encoder.encode(INPUTS).states().toFloatArray()).isEqualTo(expected);
            if (first) {
                working.countDown();
            }
        }
    }
}
