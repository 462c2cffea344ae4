package dev.heed.tornado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.Backend;
import dev.heed.attention.Attention;
import dev.heed.attention.AttentionSpec;
import dev.heed.decoder.Decoder;
import dev.heed.decoder.DecoderSession;
import dev.heed.encoder.Encoder;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ClosingTest {
    private static final int ROUNDS = System.getenv("TORNADOVM_HOME") == null ? 200 : 20;

    /** Everything that has a close, with a call of each. */
    private record Opened(Backend backend, Encoder encoder, Decoder decoder, DecoderSession session) {
        static Opened open() {
            Backend backend = TestedBackend.open();
            Encoder encoder = SmallModels.encoder(backend);
            Decoder decoder = SmallModels.decoder(backend);
            DecoderSession session = SmallModels.session(decoder, 1);
            SmallModels.encode(encoder);
            SmallModels.feed(session, 1, 3);
            Attention attention = backend.attention(AttentionSpec.builder(1, 8).build());
            Tensor rows = SmallModels.random(Shape.of(1, 1, 3, 8), new Random(1));
            attention.apply(rows, rows, rows);
            return new Opened(backend, encoder, decoder, session);
        }

        List<AutoCloseable> all() {
            return new ArrayList<>(List.of(backend, encoder, decoder, session));
        }
    }

    @Test
    void spi08_openedAndClosedManyTimes_inAnyOrder_andTwice_leavesNothingOnTheDevice() throws Exception {
        long before = DeviceMemory.ofJvm().used();
        Random random = new Random(11);
        for (int round = 0; round < ROUNDS; round++) {
            Opened opened = Opened.open();
            assertThat(DeviceMemory.ofJvm().used()).isGreaterThan(before);
            List<AutoCloseable> order = opened.all();
            order.addAll(opened.all());
            Collections.shuffle(order, random);
            for (AutoCloseable each : order) {
                each.close();
            }
            assertThat(DeviceMemory.ofJvm().used()).as("round " + round).isEqualTo(before);
        }
    }

    @Test
    void spi08_whatIsClosed_saysSo_whoeverClosedIt() {
        Opened opened = Opened.open();
        opened.backend.close();

        assertThatThrownBy(() -> SmallModels.encode(opened.encoder))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("encoder of backend 'tornado' is closed.");
        assertThatThrownBy(() -> SmallModels.feed(opened.session, 1, 3))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("decoder session of backend 'tornado' is closed.");
        assertThatThrownBy(() -> SmallModels.session(opened.decoder, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("decoder of backend 'tornado' is closed.");
    }

    @Test
    void spi08_closedByAnotherThread_callsUnderWayEnd_andTheNextAreRefused() throws Exception {
        long before = DeviceMemory.ofJvm().used();
        for (int round = 0; round < 8; round++) {
            closeDuringCalls(round % 4);
            assertThat(DeviceMemory.ofJvm().used()).isEqualTo(before);
        }
    }

    /** Two threads encode and one feeds a session, token after token that is taken back. */
    private static void closeDuringCalls(int which) throws Exception {
        Opened opened = Opened.open();
        float[] states = SmallModels.encode(opened.encoder);
        float[] logits = SmallModels.feed(opened.session, 1, 4);
        opened.session.truncate(0, 1);
        ExecutorService threads = Executors.newFixedThreadPool(3);
        CountDownLatch working = new CountDownLatch(3);
        try {
            List<Future<?>> encoding = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                encoding.add(
                        threads.submit(() -> untilClosed(() -> SmallModels.encode(opened.encoder), states, working)));
            }
            Future<?> feeding = threads.submit(() -> untilClosed(
                    () -> {
                        float[] fed = SmallModels.feed(opened.session, 1, 4);
                        opened.session.truncate(0, 1);
                        return fed;
                    },
                    logits,
                    working));
            working.await();
            opened.all().get(which).close();
            opened.backend.close();
            for (Future<?> each : encoding) {
                requireClosed(each);
            }
            requireClosed(feeding);
        } finally {
            opened.backend.close();
            threads.shutdownNow();
        }
    }

    private static void requireClosed(Future<?> call) {
        assertThatThrownBy(call::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith(" is closed.");
    }

    private static void untilClosed(Supplier<float[]> call, float[] expected, CountDownLatch working) {
        for (boolean first = true; ; first = false) {
            assertThat(call.get()).isEqualTo(expected);
            if (first) {
                working.countDown();
            }
        }
    }
}
