package dev.heed.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.heed.Device;
import dev.heed.Execution;
import dev.heed.Precision;
import dev.heed.decoder.DecoderInputs;
import dev.heed.decoder.DecoderOutput;
import dev.heed.decoder.DecoderSession;
import dev.heed.decoder.DecoderSpec;
import dev.heed.decoder.Memory;
import dev.heed.decoder.SessionOptions;
import dev.heed.encoder.Embeddings;
import dev.heed.encoder.TransformerSpec;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RowSessionTest {
    private static final DecoderSpec SPEC = DecoderSpec.builder(TransformerSpec.builder(1, 2, 1, 2)
                    .embeddings(new Embeddings(5, 0, false, 1))
                    .build())
            .build();

    private final Lifetime decoder = Lifetime.of("decoder of backend 'fake'", () -> {});
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Row> alive = new ArrayList<>();
    private Runnable onCopy = () -> {};
    private Runnable onFeed = () -> {};

    private final class Row implements SessionRow<Row> {
        private int length;

        private Row(int length) {
            this.length = length;
            alive.add(this);
        }

        @Override
        public int length() {
            return length;
        }

        @Override
        public Row copy() {
            onCopy.run();
            return new Row(length);
        }

        @Override
        public void truncate(int to) {
            length = to;
        }

        @Override
        public void release() {
            assertThat(lock.isHeldByCurrentThread()).isTrue();
            assertThat(alive.remove(this)).as("released once").isTrue();
        }
    }

    private final class Session extends RowSession<Row> {
        private Session(List<Row> rows) {
            super("decoder session of backend 'fake'", SPEC, decoder, lock, 10, rows);
        }

        @Override
        protected DecoderOutput feed(DecoderCall call, List<Row> all) {
            onFeed.run();
            for (int row = 0; row < all.size(); row++) {
                all.get(row).length += call.count(row);
            }
            Execution execution = new Execution("fake", new Device("cpu", "none"), Precision.FLOAT32);
            return new DecoderOutput(Tensor.zeros(DType.FLOAT32, call.logitsShape()), execution);
        }

        @Override
        protected List<Row> newRows(int count) {
            return Stream.generate(() -> new Row(0)).limit(count).toList();
        }

        @Override
        protected List<Row> newRows(Memory memory) {
            throw new AssertionError("the spec has no memory");
        }

        @Override
        protected DecoderSession newSession(List<Row> all) {
            return new Session(all);
        }

        @Override
        protected long bytes(List<Row> all) {
            return all.size();
        }
    }

    private Session session(int... lengths) {
        List<Row> rows = new ArrayList<>();
        for (int length : lengths) {
            rows.add(new Row(length));
        }
        return new Session(rows);
    }

    private static DecoderInputs tokens(int rows) {
        return DecoderInputs.of(Tensor.of(Shape.of(rows, 1), new int[rows]));
    }

    @Test
    void dec5_reorder_copiesWhatIsNamedTwice_andReleasesWhatIsNot() {
        try (Session session = session(1, 2, 3)) {
            session.reorder(2, 0, 2);
            assertThat(session.rows()).isEqualTo(3);
            assertThat(List.of(session.length(0), session.length(1), session.length(2)))
                    .containsExactly(3, 1, 3);
            session.truncate(0, 1);
            assertThat(session.length(2)).isEqualTo(3);
            assertThat(alive).hasSize(3);
        }
        assertThat(alive).isEmpty();
    }

    @Test
    void ten3_rowsWhoseLogitsFitIntoNoTensor_areRefusedBeforeMemoryIsTaken() {
        int most = Integer.MAX_VALUE / Float.BYTES / SPEC.vocabulary();
        try (Session session = session(1)) {
            assertThatThrownBy(() -> session.join(Integer.MAX_VALUE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("count: expected at most " + (most - 1) + " (the logits of a call, [rows, 5], fit into"
                            + " 2^31 - 1 bytes), got 2147483647; open several sessions");
            assertThat(session.rows()).isEqualTo(1);
        }
        assertThatThrownBy(() -> DecoderCall.checkOptions(SPEC, SessionOptions.of(most + 1, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("rows: expected at most " + most + " (the logits of a call");
    }

    @Test
    void ten3_aRowOfASessionWithoutRows_isRefusedInWords() {
        try (Session session = session()) {
            assertThatThrownBy(() -> session.truncate(0, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("row: expected none (the session has no rows), got 0");
        }
    }

    @Test
    void dec7_aCopyThatFails_leavesEverythingAsItWas() {
        try (Session session = session(1, 2)) {
            int[] copies = {0};
            onCopy = () -> {
                if (++copies[0] % 2 == 0) {
                    throw new OutOfMemoryError("full");
                }
            };
            assertThatThrownBy(() -> session.reorder(0, 0, 0)).isInstanceOf(OutOfMemoryError.class);
            assertThatThrownBy(session::fork).isInstanceOf(OutOfMemoryError.class);
            assertThat(session.rows()).isEqualTo(2);
            assertThat(session.length(1)).isEqualTo(2);
            assertThat(alive).hasSize(2);
        }
    }

    @Test
    void dec3_aSecondThread_isToldSo_andChangesNothing() {
        try (Session session = session(1)) {
            List<String> messages = new ArrayList<>();
            onFeed = () -> {
                FutureTask<Void> other = new FutureTask<>(() -> {
                    assertThatThrownBy(() -> session.truncate(0, 0))
                            .isInstanceOf(IllegalStateException.class)
                            .satisfies(thrown -> messages.add(thrown.getMessage()));
                    return null;
                });
                new Thread(other).start();
                assertTimeoutPreemptively(Duration.ofSeconds(20), () -> other.get());
            };
            session.feed(tokens(1));
            assertThat(messages)
                    .containsExactly("This decoder session is in use by another thread; let one thread use it, or"
                            + " fork() it.");
            assertThat(session.length(0)).isEqualTo(2);
        }
    }

    @Test
    void spi8_afterClose_everyCallSaysWhatIsClosed() {
        Session session = session(1);
        session.close();
        session.close();
        assertThatThrownBy(() -> session.feed(tokens(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("decoder session of backend 'fake' is closed.");
        Session other = session(1);
        decoder.close();
        assertThat(alive).isEmpty();
        assertThatThrownBy(other::rows)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("decoder session of backend 'fake' is closed.");
        assertThatThrownBy(other::fork)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("decoder of backend 'fake' is closed.");
    }

    /** A fork holds the lock and asks for the decoder's lifetime; another call holds that and waits for the lock. */
    @Test
    void spi8_forkWhileTheDecoderCloses_andAnotherCallWaits_doesNotHang() throws InterruptedException {
        Session session = session(1);
        Thread other = new Thread(() -> decoder.use(() -> {
            lock.lock();
            try {
                return lock.getHoldCount();
            } finally {
                lock.unlock();
            }
        }));
        Thread closing = new Thread(decoder::close);
        onCopy = () -> {
            startAndAwaitWaiting(other);
            startAndAwaitWaiting(closing);
        };
        Thread forking = new Thread(session::fork);
        forking.setDaemon(true);
        other.setDaemon(true);
        closing.setDaemon(true);
        forking.start();
        for (Thread thread : List.of(forking, other, closing)) {
            thread.join(20_000);
            assertThat(thread.isAlive()).isFalse();
        }
        assertThat(alive).isEmpty();
    }

    private static void startAndAwaitWaiting(Thread thread) {
        thread.start();
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
    }
}
