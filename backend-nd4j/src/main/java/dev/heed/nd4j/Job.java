package dev.heed.nd4j;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** The tasks of one stage, claimed one by one by whoever is free. */
final class Job {
    private final long number;
    private final int count;
    private final IntConsumer task;
    private final Thread caller = Thread.currentThread();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Job(long number, int count, IntConsumer task) {
        this.number = number;
        this.count = count;
        this.task = task;
    }

    /** Counts the jobs of a crew from 1. */
    long number() {
        return number;
    }

    /** Does tasks until none is left to claim. After a failure the rest are skipped. */
    void work() {
        for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
            try {
                if (failure.get() == null) {
                    task.accept(i);
                }
            } catch (RuntimeException | Error thrown) {
                failure.compareAndSet(null, thrown);
            }
            if (done.incrementAndGet() == count) {
                LockSupport.unpark(caller);
            }
        }
    }

    /** Waits for the tasks that others claimed, then throws what the first failing task threw. */
    void await() {
        for (int looks = 0; done.get() < count; looks++) {
            if (looks < Crew.LOOKS) {
                Thread.onSpinWait();
            } else {
                LockSupport.park(this);
            }
        }
        Throwable thrown = failure.get();
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
    }
}
