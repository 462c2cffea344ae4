package dev.heed.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.attention.Attention;
import dev.heed.attention.AttentionSpec;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.EncoderInputs;
import dev.heed.encoder.TransformerSpec;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ClosingTest {
    private final Samples samples = new Samples(1);

    private static Backend open() {
        return new DjlBackendProvider().open(BackendOptions.defaults().withThreads(2));
    }

    @Test
    void spi08_closedBackend_isNamedByAllThatItMade() {
        TransformerSpec spec = Samples.bert(1, 32);
        Backend backend = open();
        Attention attention = backend.attention(AttentionSpec.builder(1, 4).build());
        Encoder encoder = backend.encoder(spec, samples.weights(spec));
        backend.close();
        backend.close();
        Tensor tensor = samples.normal(1, 1, 2, 4);
        assertThatThrownBy(() -> attention.apply(tensor, tensor, tensor))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("backend 'djl' is closed.");
        assertThatThrownBy(() -> encoder.encode(samples.sequences(3)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("encoder of backend 'djl' is closed.");
        encoder.close();
    }

    @Test
    void spi08_closedEncoder_leavesTheBackendAndOthersOpen() {
        TransformerSpec spec = Samples.bert(1, 32);
        try (Backend backend = open()) {
            Encoder first = backend.encoder(spec, samples.weights(spec));
            Encoder second = backend.encoder(spec, samples.weights(spec));
            first.close();
            first.close();
            assertThatThrownBy(() -> first.encode(samples.sequences(3))).isInstanceOf(IllegalStateException.class);
            assertThat(second.encode(samples.sequences(3)).states().shape().dim(1))
                    .isEqualTo(3);
        }
    }

    @Test
    void spi08_closingDuringCalls_letsThemFinish() throws Exception {
        TransformerSpec spec = Samples.bert(2, 64);
        EncoderInputs inputs = samples.sequences(samples.lengths(16, 64));
        ExecutorService callers = Executors.newFixedThreadPool(4);
        for (int round = 0; round < 10; round++) {
            Backend backend = open();
            Encoder encoder = backend.encoder(spec, samples.weights(spec));
            CountDownLatch started = new CountDownLatch(4);
            List<Future<Integer>> calls = new ArrayList<>();
            for (int n = 0; n < 4; n++) {
                calls.add(callers.submit(() -> encodeUntilClosed(encoder, inputs, started)));
            }
            started.await();
            if (round % 2 == 0) {
                encoder.close();
            }
            backend.close();
            for (Future<Integer> call : calls) {
                assertThat(call.get()).isPositive();
            }
        }
        callers.shutdown();
    }

    private static int encodeUntilClosed(Encoder encoder, EncoderInputs inputs, CountDownLatch started) {
        for (int done = 0; ; done++) {
            try {
                encoder.encode(inputs);
                if (done == 0) {
                    started.countDown();
                }
            } catch (IllegalStateException closed) {
                assertThat(closed).hasMessage("encoder of backend 'djl' is closed.");
                return done;
            }
        }
    }
}
