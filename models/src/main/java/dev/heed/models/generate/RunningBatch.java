package dev.heed.models.generate;

import dev.heed.decoder.DecoderInputs;
import dev.heed.decoder.DecoderSession;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Moves many texts on together, in rows of one session that they join and leave (rule DEC-9). However many threads add
 * rows, one at a time works, and only while there is work; the session is open as long.
 */
final class RunningBatch implements AutoCloseable {
    /** Long prompts are fed in parts, so that texts under way need not wait for them. */
    private static final int TOKENS_OF_A_STEP = 512;

    private final Supplier<DecoderSession> opening;
    private final BatchOptions options;
    private final Executor executor;
    private final Queue<BatchRow<?, ?>> waiting = new ArrayDeque<>();
    /** Those under way; as the others, only touched with the lock. */
    private final List<BatchRow<?, ?>> rows = new ArrayList<>();

    private boolean working;
    private boolean closed;
    /** Open while somebody works, and only touched by whoever does. */
    private @Nullable DecoderSession session;
    /** Whose the session's rows are. */
    private List<BatchRow<?, ?>> seated = List.of();

    /**
     * A batch without rows.
     *
     * @param opening opens a session without rows
     * @param executor works on it, one task at a time
     */
    RunningBatch(Supplier<DecoderSession> opening, BatchOptions options, Executor executor) {
        this.opening = opening;
        this.options = options;
        this.executor = executor;
    }

    /** The row joins as soon as there is a place. */
    void add(BatchRow<?, ?> row) {
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException("The batch is closed.");
            }
            requirePlace();
            waiting.add(row);
            if (working) {
                return;
            }
            working = true;
        }
        AtomicBoolean begun = new AtomicBoolean();
        try {
            executor.execute(() -> {
                begun.set(true);
                work();
            });
        } catch (RuntimeException | Error rejected) {
            if (!begun.get()) {
                stop().forEach(each -> each.fail(rejected));
            }
            throw rejected;
        }
    }

    private void requirePlace() {
        long most = (long) options.rows() + options.waiting();
        if (waiting.size() + rows.size() >= most) {
            waiting.removeIf(BatchRow::ended);
            long underWay = rows.stream().filter(row -> !row.ended()).count();
            if (waiting.size() + underWay >= most) {
                throw new RejectedExecutionException("The batch is full: it takes " + options.rows()
                        + " prompts (rows), and " + options.waiting()
                        + " more wait (waiting); submit again when one has ended, or let more wait.");
            }
        }
    }

    /** Nobody works; these would have waited for it. */
    private synchronized List<BatchRow<?, ?>> stop() {
        working = false;
        List<BatchRow<?, ?>> left = List.copyOf(waiting);
        waiting.clear();
        return left;
    }

    private void work() {
        for (List<BatchRow<?, ?>> now = admit(); !now.isEmpty(); now = admit()) {
            try {
                if (Thread.currentThread().isInterrupted()) {
                    throw new CancellationException("The thread that moves the batch on was interrupted.");
                }
                seat(now);
                if (!seated.isEmpty()) {
                    feed(IntStream.range(0, seated.size()).toArray());
                }
            } catch (RuntimeException | Error failure) {
                now.forEach(each -> each.fail(failure));
            }
        }
    }

    /** Lets go who has ended, and in who waits. If nobody is left, nobody works on. */
    private synchronized List<BatchRow<?, ?>> admit() {
        rows.removeIf(BatchRow::ended);
        waiting.removeIf(BatchRow::ended);
        while (rows.size() < options.rows() && !waiting.isEmpty()) {
            rows.add(waiting.remove());
        }
        if (rows.isEmpty()) {
            try {
                closeSession();
            } finally {
                working = false;
            }
        }
        return List.copyOf(rows);
    }

    /** Gives these rows of the session, those that are new the last ones. Who cannot join it fails alone. */
    private void seat(List<BatchRow<?, ?>> now) {
        int[] staying = IntStream.range(0, seated.size())
                .filter(row -> now.contains(seated.get(row)))
                .toArray();
        DecoderSession current = session;
        if (current == null || staying.length == 0) {
            closeSession();
            current = opening.get();
            session = current;
        } else if (staying.length < seated.size()) {
            current.reorder(staying);
        }
        List<BatchRow<?, ?>> sitting = new ArrayList<>(now.subList(0, staying.length));
        for (BatchRow<?, ?> row : now.subList(staying.length, now.size())) {
            if (row.joins(current)) {
                sitting.add(row);
            }
        }
        seated = sitting;
    }

    /** Moves rows on, while the others wait. If that fails, each alone, so that only who is to blame suffers. */
    private void feed(int... numbers) {
        int most = Math.max(1, TOKENS_OF_A_STEP / numbers.length);
        int[][] fed = new int[seated.size()][0];
        float[] logits;
        try {
            for (int number : numbers) {
                fed[number] = next(number, most);
            }
            logits = feed(fed);
        } catch (RuntimeException | Error failure) {
            if (numbers.length == 1) {
                seated.get(numbers[0]).fail(failure);
            } else {
                Arrays.stream(numbers).forEach(this::feed);
            }
            return;
        }
        int vocabulary = logits.length / fed.length;
        for (int number : numbers) {
            int from = number * vocabulary;
            seated.get(number).take(fed[number].length, Arrays.copyOfRange(logits, from, from + vocabulary));
        }
    }

    /** The tokens that a row is fed next. */
    private int[] next(int number, int most) {
        BatchRow<?, ?> row = seated.get(number);
        if (row.slides()) {
            session().truncate(number, 0);
        }
        int[] waits = row.waiting();
        return waits.length > most ? Arrays.copyOf(waits, most) : waits;
    }

    private float[] feed(int[][] tokens) {
        int longest = Arrays.stream(tokens).mapToInt(each -> each.length).max().orElse(0);
        int[] padded = new int[tokens.length * longest];
        for (int row = 0; row < tokens.length; row++) {
            System.arraycopy(tokens[row], 0, padded, row * longest, tokens[row].length);
        }
        Tensor tensor = Tensor.of(Shape.of(tokens.length, longest), padded);
        int[] counts = Arrays.stream(tokens).mapToInt(each -> each.length).toArray();
        return session()
                .feed(DecoderInputs.of(tensor).withCounts(counts))
                .logits()
                .toFloatArray();
    }

    private DecoderSession session() {
        return Objects.requireNonNull(session, "session");
    }

    private void closeSession() {
        DecoderSession old = session;
        session = null;
        seated = List.of();
        if (old != null) {
            old.close();
        }
    }

    /** Cancels what has not ended; the session is closed by whoever works on it. Does nothing the second time. */
    @Override
    public void close() {
        List<BatchRow<?, ?>> left = new ArrayList<>();
        synchronized (this) {
            closed = true;
            left.addAll(waiting);
            left.addAll(rows);
            waiting.clear();
        }
        left.forEach(BatchRow::cancel);
    }
}
