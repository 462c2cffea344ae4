package dev.heed.conformance.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One contestant's calls of one work. Timed by {@link Rounds}, with others in turns. A call that throws ends it. Not for
 * use by several threads.
 */
public final class Lane {
    private final String name;
    private final Runnable call;
    private final List<Timing> blocks = new ArrayList<>();
    private Optional<Throwable> failure = Optional.empty();
    private long lastNanos;
    private long spentNanos;

    /** A lane that makes this call again and again. */
    public Lane(String name, Runnable call) {
        this.name = name;
        this.call = call;
    }

    /** The contestant. */
    public String name() {
        return name;
    }

    /** The calls of each round, in order. */
    public List<Timing> blocks() {
        return List.copyOf(blocks);
    }

    /**
     * The calls of all rounds.
     *
     * @throws IllegalArgumentException if none was timed
     */
    public Timing calls() {
        return new Timing(
                blocks.stream().flatMap(block -> block.seconds().stream()).toList());
    }

    /** What a call threw. */
    public Optional<Throwable> failure() {
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
                && (blocks.isEmpty() || spentNanos < pace.most().toNanos());
    }

    /** Times calls for a while. A short call is first made once without keeping the time, to wake what sleeps. */
    void block(Pace pace) {
        long start = System.nanoTime();
        if (lastNanos < Pace.LONG_CALL.toNanos()) {
            call();
        }
        List<Double> seconds = new ArrayList<>();
        long timedFrom = System.nanoTime();
        do {
            call();
            seconds.add(lastNanos / 1e9);
        } while (failure.isEmpty()
                && System.nanoTime() - timedFrom < pace.block().toNanos());
        if (failure.isEmpty()) {
            blocks.add(new Timing(seconds));
        }
        spentNanos += System.nanoTime() - start;
    }

    private void call() {
        long start = System.nanoTime();
        try {
            call.run();
            lastNanos = System.nanoTime() - start;
        } catch (RuntimeException | LinkageError thrown) {
            failure = Optional.of(thrown);
        }
    }
}
