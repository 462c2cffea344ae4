package dev.heed.models.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class StreamPublisherTest {
    private static final int[] PROMPT = {1};

    private final TableDecoder decoder = new TableDecoder(11, RandomLogits.of(11, 1));
    private final TokenGenerator generator = new TokenGenerator(decoder, 32, Set.of());

    /** Takes so many at a time, and perhaps cancels or throws at one. */
    private static final class Taking implements Flow.Subscriber<Integer> {
        private final int cancelAfter;
        private final int throwAt;
        private final List<Integer> tokens = new ArrayList<>();
        private final List<Throwable> failures = new ArrayList<>();
        private int completions;
        private Flow.Subscription subscription = new Flow.Subscription() {
            @Override
            public void request(long n) {}

            @Override
            public void cancel() {}
        };

        private Taking(int cancelAfter, int throwAt) {
            this.cancelAfter = cancelAfter;
            this.throwAt = throwAt;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
        }

        @Override
        public void onNext(Integer token) {
            tokens.add(token);
            if (tokens.size() == throwAt) {
                throw new IllegalStateException("enough");
            }
            if (tokens.size() == cancelAfter) {
                subscription.cancel();
            }
        }

        @Override
        public void onError(Throwable failure) {
            failures.add(failure);
        }

        @Override
        public void onComplete() {
            completions++;
        }
    }

    private Taking subscribe(int cancelAfter, int throwAt) {
        Executor direct = Runnable::run;
        Taking taking = new Taking(cancelAfter, throwAt);
        generator.publish(PROMPT, GenerationOptions.greedy(8), direct).subscribe(taking);
        return taking;
    }

    @Test
    void onlyWhatIsAskedFor_isComputed() {
        Taking taking = subscribe(0, 0);
        assertThat(decoder.openSessions()).isZero();

        taking.subscription.request(3);

        assertThat(taking.tokens).hasSize(3);
        assertThat(decoder.calls()).isEqualTo(3);
        assertThat(decoder.openSessions()).isEqualTo(1);

        taking.subscription.request(Long.MAX_VALUE);

        assertThat(taking.tokens.stream().mapToInt(Integer::intValue).toArray())
                .isEqualTo(generator.generate(PROMPT, GenerationOptions.greedy(8)));
        assertThat(taking.completions).isEqualTo(1);
        assertThat(taking.failures).isEmpty();
        assertThat(decoder.openSessions()).isZero();
    }

    @Test
    void cancelling_freesTheSession() {
        Taking taking = subscribe(4, 0);

        taking.subscription.request(Long.MAX_VALUE);

        assertThat(taking.tokens).hasSize(4);
        assertThat(taking.completions).isZero();
        assertThat(decoder.openSessions()).isZero();
    }

    @Test
    void aSubscriberThatThrows_leavesNoSession() {
        Taking taking = subscribe(0, 2);

        assertThatIllegalStateException()
                .isThrownBy(() -> taking.subscription.request(5))
                .withMessage("enough");
        assertThat(decoder.openSessions()).isZero();
        taking.subscription.request(5);
        assertThat(taking.tokens).hasSize(2);
    }

    @Test
    void aFailure_isPublished() {
        Taking taking = subscribe(0, 0);
        decoder.failingAtCall(2);

        taking.subscription.request(Long.MAX_VALUE);

        assertThat(taking.failures)
                .singleElement()
                .extracting(Throwable::getMessage)
                .isEqualTo("out of luck");
        assertThat(taking.completions).isZero();
        assertThat(decoder.openSessions()).isZero();
    }

    /** Works in place so often, then rejects. */
    private static Executor rejectingAfter(int runs) {
        AtomicInteger left = new AtomicInteger(runs);
        return task -> {
            if (left.getAndDecrement() <= 0) {
                throw new RejectedExecutionException("shut down");
            }
            task.run();
        };
    }

    private Taking subscribe(Executor executor) {
        Taking taking = new Taking(0, 0);
        generator.publish(PROMPT, GenerationOptions.greedy(8), executor).subscribe(taking);
        return taking;
    }

    @Test
    void anExecutorThatRejects_isAnError_andLeavesNoSession() {
        Taking taking = subscribe(rejectingAfter(1));
        taking.subscription.request(2);
        assertThat(decoder.openSessions()).isEqualTo(1);

        taking.subscription.request(2);

        assertThat(taking.tokens).hasSize(2);
        assertThat(taking.failures).singleElement().isInstanceOf(RejectedExecutionException.class);
        assertThat(decoder.openSessions()).isZero();
        taking.subscription.request(2);
        taking.subscription.cancel();
        assertThat(taking.failures).hasSize(1);
        assertThat(taking.completions).isZero();
    }

    @Test
    void anExecutorThatRejectsToCancel_leavesNoSession() {
        Taking taking = subscribe(rejectingAfter(1));
        taking.subscription.request(2);

        taking.subscription.cancel();

        assertThat(taking.failures).isEmpty();
        assertThat(decoder.openSessions()).isZero();
    }

    @Test
    void aStreamThatCannotBeClosedEither_isStillAnError() {
        decoder.failingAtCall(1);
        Taking taking = new Taking(0, 0);
        Streaming<Integer> stream = generator.stream(PROMPT, GenerationOptions.greedy(8));
        new StreamPublisher<>(() -> new Unclosable(stream), Runnable::run).subscribe(taking);

        taking.subscription.request(1);

        assertThat(taking.failures).singleElement().satisfies(failure -> {
            assertThat(failure).hasMessage("out of luck");
            assertThat(failure.getSuppressed())
                    .extracting(Throwable::getMessage)
                    .containsExactly("stuck");
        });
    }

    private record Unclosable(Streaming<Integer> stream) implements Streaming<Integer> {
        @Override
        public boolean hasNext() {
            return stream.hasNext();
        }

        @Override
        public Integer next() {
            return stream.next();
        }

        @Override
        public Optional<FinishReason> finish() {
            return stream.finish();
        }

        @Override
        public int tokens() {
            return stream.tokens();
        }

        @Override
        public void close() {
            throw new IllegalStateException("stuck");
        }
    }

    @Test
    void askingForNothing_isAnError() {
        Taking taking = subscribe(0, 0);

        taking.subscription.request(0);

        assertThat(taking.failures)
                .singleElement()
                .extracting(Throwable::getMessage)
                .isEqualTo("request: expected 1 or more, got 0");
    }
}
