package dev.heed.models.generate;

import java.util.Objects;
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
        private volatile @Nullable RuntimeException wrongRequest;
        private @Nullable Streaming<T> stream;
        private boolean done;

        private Pump(Flow.Subscriber<? super T> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void request(long count) {
            if (count > 0) {
                demand.accumulateAndGet(count, (a, b) -> a + b < 0 ? Long.MAX_VALUE : a + b);
            } else {
                wrongRequest = new IllegalArgumentException("request: expected 1 or more, got " + count);
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
                executor.execute(this);
            }
        }

        @Override
        public void run() {
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
                } else if (wrongRequest != null) {
                    fail(wrongRequest);
                } else if (demand.get() == 0) {
                    return;
                } else {
                    handOne();
                }
            }
        }

        private void handOne() {
            T piece;
            try {
                if (stream == null) {
                    stream = opening.get();
                }
                if (!stream.hasNext()) {
                    finish();
                    subscriber.onComplete();
                    return;
                }
                piece = stream.next();
            } catch (RuntimeException | Error failure) {
                fail(failure);
                return;
            }
            demand.updateAndGet(left -> left == Long.MAX_VALUE ? left : left - 1);
            try {
                subscriber.onNext(piece);
            } catch (RuntimeException | Error failure) {
                finish();
                throw failure;
            }
        }

        private void fail(Throwable failure) {
            finish();
            subscriber.onError(failure);
        }

        private void finish() {
            done = true;
            if (stream != null) {
                stream.close();
            }
        }
    }
}
