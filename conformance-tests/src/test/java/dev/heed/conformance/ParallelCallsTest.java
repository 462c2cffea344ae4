package dev.heed.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60) // what is tested is that nobody waits for ever
class ParallelCallsTest {
    @Test
    void allCallsAreMade_atTheSameTime() {
        CyclicBarrier together = new CyclicBarrier(3);
        AtomicInteger made = new AtomicInteger();
        Runnable call = () -> {
            await(together);
            made.incrementAndGet();
        };

        ParallelCalls.run(List.of(call, call, call));

        assertThat(made).hasValue(3);
    }

    @Test
    void aCallThatThrows_breaksTheBarrierAtWhichTheOtherWaits() {
        CyclicBarrier never = new CyclicBarrier(2);
        CountDownLatch ended = new CountDownLatch(1);
        Runnable waits = () -> {
            try {
                await(never);
            } finally {
                ended.countDown();
            }
        };
        Runnable throwing = () -> {
            throw new IllegalArgumentException("not so");
        };

        assertThatThrownBy(() -> ParallelCalls.run(List.of(waits, throwing)))
                .isInstanceOf(ConformanceFailure.class)
                .hasMessage("in one of 2 threads: java.lang.IllegalArgumentException: not so");
        assertThat(ended.getCount()).as("calls that still wait").isZero();
    }

    @Test
    void callsRunOnDaemons() {
        ParallelCalls.run(
                List.of(() -> assertThat(Thread.currentThread().isDaemon()).isTrue()));
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException broken) {
            throw new IllegalStateException(broken);
        }
    }
}
