package dev.heed.models.guice;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What {@link HeedModule} has opened. Guice closes nothing by itself: the application closes this, once, when it ends,
 * and the embedder goes before the backend that it runs on. Any number of threads may use it.
 */
@Singleton
public final class HeedResources implements AutoCloseable {
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private boolean closed;

    @Inject
    HeedResources() {}

    synchronized <T extends AutoCloseable> T add(T resource) {
        opened.push(resource);
        return resource;
    }

    synchronized void requireOpen() {
        if (closed) {
            throw new IllegalStateException("HeedResources is closed.");
        }
    }

    /** Closes what was opened, the last one first. Does nothing the second time. */
    @Override
    public synchronized void close() {
        closed = true;
        RuntimeException first = null;
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception failure) {
                RuntimeException unchecked =
                        failure instanceof RuntimeException known ? known : new IllegalStateException(failure);
                if (first == null) {
                    first = unchecked;
                } else {
                    first.addSuppressed(unchecked);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
