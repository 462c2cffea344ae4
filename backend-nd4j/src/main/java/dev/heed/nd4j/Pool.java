package dev.heed.nd4j;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Things with native memory that calls take and give back, so that memory does not grow with the number of calls. Keeps
 * as many as have been idle at once, up to a limit.
 */
final class Pool<T extends AutoCloseable> {
    private final Supplier<T> make;
    private final Consumer<T> free;
    private final int most;
    private final ConcurrentLinkedDeque<T> idle = new ConcurrentLinkedDeque<>();
    private final AtomicInteger idleCount = new AtomicInteger();

    Pool(int most, Supplier<T> make, Consumer<T> free) {
        this.most = most;
        this.make = make;
        this.free = free;
    }

    /** Lends one to a piece of work. The one given back last goes first: it is still in some cache. */
    void lend(Consumer<T> work) {
        T thing = take();
        try {
            work.accept(thing);
        } finally {
            giveBack(thing);
        }
    }

    private T take() {
        T thing = idle.pollFirst();
        if (thing == null) {
            return make.get();
        }
        idleCount.decrementAndGet();
        return thing;
    }

    private void giveBack(T thing) {
        if (idleCount.incrementAndGet() > most) {
            idleCount.decrementAndGet();
            free.accept(thing);
        } else {
            idle.addFirst(thing);
        }
    }

    /** Frees what is idle. Nothing may be lent out any more. */
    void clear() {
        for (T thing = idle.pollFirst(); thing != null; thing = idle.pollFirst()) {
            idleCount.decrementAndGet();
            free.accept(thing);
        }
    }
}
