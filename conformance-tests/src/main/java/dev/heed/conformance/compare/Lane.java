package dev.heed.conformance.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One backend's calls of one work. A call that throws ends it. */
final class Lane implements AutoCloseable {
    private final Participant participant;
    private final Work.Ready ready;
    private final List<Double> seconds = new ArrayList<>();
    private Optional<Outcome> failure = Optional.empty();
    private long lastNanos;
    private long spentNanos;

    Lane(Participant participant, Work.Ready ready) {
        this.participant = participant;
        this.ready = ready;
    }

    Participant participant() {
        return participant;
    }

    /** The calls that were timed. */
    List<Double> seconds() {
        return seconds;
    }

    /** Why it ended, if a call threw. */
    Optional<Outcome> failure() {
        return failure;
    }

    /** Runs for a while without keeping the time. */
    void warmUp(Pace pace) {
        long start = System.nanoTime();
        do {
            call();
        } while (failure.isEmpty() && System.nanoTime() - start < pace.warmUp().toNanos());
    }

    /** Whether it may have one more block. */
    boolean open(Pace pace) {
        return failure.isEmpty()
                && (seconds.isEmpty() || spentNanos < pace.most().toNanos());
    }

    /** Times calls for a while. A short call is first made once without keeping the time, to wake what sleeps. */
    void block(Pace pace) {
        long start = System.nanoTime();
        if (lastNanos < Pace.LONG_CALL.toNanos()) {
            call();
        }
        long timedFrom = System.nanoTime();
        do {
            call();
            if (failure.isEmpty()) {
                seconds.add(lastNanos / 1e9);
            }
        } while (failure.isEmpty()
                && System.nanoTime() - timedFrom < pace.block().toNanos());
        spentNanos += System.nanoTime() - start;
    }

    private void call() {
        long start = System.nanoTime();
        try {
            ready.run();
            lastNanos = System.nanoTime() - start;
        } catch (RuntimeException | LinkageError thrown) {
            failure = Optional.of(Participant.failed(thrown));
        }
    }

    @Override
    public void close() {
        ready.close();
    }
}
