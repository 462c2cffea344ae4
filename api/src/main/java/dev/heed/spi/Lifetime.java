package dev.heed.spi;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what holds native memory from being freed while a call uses it, and from being used once it is freed (rule
 * SPI-8). A call under way completes before the memory goes; closing a backend closes what it made first.
 */
public final class Lifetime implements AutoCloseable {
    private final String what;
    private final Runnable free;
    private final @Nullable Lifetime parent;
    private final Set<Lifetime> children = ConcurrentHashMap.newKeySet();
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean closed;

    private Lifetime(String what, Runnable free, @Nullable Lifetime parent) {
        this.what = what;
        this.free = free;
        this.parent = parent;
    }

    /**
     * The lifetime of something that belongs to nobody else.
     *
     * @param what its name in messages, such as {@code backend 'djl'}
     * @param free frees it; called once
     */
    public static Lifetime of(String what, Runnable free) {
        return new Lifetime(what, free, null);
    }

    /**
     * The lifetime of something that ends with this one at the latest.
     *
     * @throws IllegalStateException if this one has ended already; {@code free} is not called then
     */
    public Lifetime child(String childName, Runnable freeChild) {
        return use(() -> {
            Lifetime child = new Lifetime(childName, freeChild, this);
            children.add(child);
            return child;
        });
    }

    /**
     * Runs a call; until it returns, {@link #close()} waits.
     *
     * @throws IllegalStateException if the lifetime has ended
     */
    public <T> T use(Supplier<T> call) {
        lock.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException(what + " is closed.");
            }
            return call.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Ends it: waits for the calls under way, ends the children, frees. Does nothing the second time. */
    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
        } finally {
            lock.writeLock().unlock();
        }
        try {
            children.forEach(Lifetime::close);
        } finally {
            if (parent != null) {
                parent.children.remove(this);
            }
            free.run();
        }
    }
}
