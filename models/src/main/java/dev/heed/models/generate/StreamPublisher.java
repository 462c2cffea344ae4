package dev.heed.models.generate;

import dev.heed.models.internal.Closing;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Publishes a stream to each subscriber, opened for it alone when it first asks for something. */
final class StreamPublisher<T> implements Flow.Publisher<T> {
    private final Supplier<Streaming<T>> opening;
    private final Executor executor;

    StreamPublisher(Supplier<Streaming<T>> opening, Executor executor) {
        this.opening = opening;
        this.executor = executor;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber").onSubscribe(new Pump(subscriber));
    }

    /** Hands on what is asked for. However many threads ask, one at a time works: the one that found no work waiting. */
    private final class Pump implements Flow.Subscription, Runnable {
        private final Flow.Subscriber<? super T> subscriber;
        private final AtomicLong demand = new AtomicLong();
        private final AtomicInteger work = new AtomicInteger();
        private volatile boolean cancelled;
        private volatile @Nullable Throwable failure;
        private @Nullable Streaming<T> stream;
        private boolean begun;
        private boolean done;

        private Pump(Flow.Subscriber<? super T> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void request(long count) {
            if (count > 0) {
                demand.accumulateAndGet(count, (a, b) -> a + b < 0 ? Long.MAX_VALUE : a + b);
            } else {
                failure = new IllegalArgumentException("request: expected 1 or more, got " + count);
            }
            schedule();
        }

        @Override
        public void cancel() {
            cancelled = true;
            schedule();
        }

        private void schedule() {
            if (work.getAndIncrement() == 0) {
                begun = false;
                try {
                    executor.execute(this);
                } catch (RuntimeException | Error thrown) {
                    if (begun) {
                        // An executor that works in place: it is the subscriber's.
                        throw thrown;
                    }
                    failure = thrown;
                    run();
                }
            }
        }

        @Override
        public void run() {
            begun = true;
            int missed = work.get();
            while (missed != 0) {
                hand();
                missed = work.addAndGet(-missed);
            }
        }

        private void hand() {
            while (!done) {
                if (cancelled) {
                    finish();
                } else if (failure != null) {
                    fail(failure);
                } else if (demand.get() == 0) {
                    return;
                } else {
                    handOne();
                }
            }
        }

        private void handOne() {
            Optional<T> piece;
            try {
                piece = nextPiece();
            } catch (RuntimeException | Error thrown) {
                fail(thrown);
                return;
            }
            if (piece.isEmpty()) {
                subscriber.onComplete();
                return;
            }
            demand.updateAndGet(left -> left == Long.MAX_VALUE ? left : left - 1);
            try {
                subscriber.onNext(piece.get());
            } catch (RuntimeException | Error thrown) {
                Closing.all(ended(), thrown);
                throw thrown;
            }
        }

        /** The next piece; none, and the stream closed, at the end. */
        private Optional<T> nextPiece() {
            if (stream == null) {
                stream = opening.get();
            }
            if (stream.hasNext()) {
                return Optional.of(stream.next());
            }
            finish();
            return Optional.empty();
        }

        private void fail(Throwable why) {
            Closing.all(ended(), why);
            subscriber.onError(why);
        }

        private void finish() {
            ended().forEach(Streaming::close);
        }

        /** What is left to close; nothing the second time. */
        private List<Streaming<T>> ended() {
            List<Streaming<T>> left = stream == null ? List.of() : List.of(stream);
            done = true;
            stream = null;
            return left;
        }
    }
}
