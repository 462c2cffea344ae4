package dev.heed.djl;

import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * How calls share the processors. A small call runs on all threads together, by libtorch's own means; a large one is
 * cut into parts, each of which runs on a single thread from end to end, which saves the waiting for each other after
 * every step. One call computes at a time: two at once would make their threads wait for each other's.
 *
 * <p>libtorch counts threads for each calling thread apart, and starts every new one with a number that belongs to the
 * whole process. So each thread sets its own before it computes.
 */
final class Workers implements AutoCloseable {
    private final int threads;
    private final ReentrantLock turn = new ReentrantLock(true);
    private final ExecutorService singles;

    Workers(int threads) {
        this.threads = threads;
        this.singles = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "heed-djl");
            thread.setDaemon(true);
            return thread;
        });
    }

    int threads() {
        return threads;
    }

    /** Runs a call on all threads together. */
    <T> T together(Supplier<T> call) {
        turn.lock();
        try {
            prepare(threads);
            return call.get();
        } finally {
            turn.unlock();
        }
    }

    /** Runs one task after the other, each on all threads together. */
    void together(List<Runnable> tasks) {
        tasks.forEach(task -> together(() -> {
            task.run();
            return task;
        }));
    }

    /** Runs each task on a single thread, in any order; returns when all are done. */
    void apart(List<Runnable> tasks) {
        turn.lock();
        try {
            List<Future<?>> running = new ArrayList<>();
            for (Runnable task : tasks) {
                running.add(singles.submit(() -> {
                    prepare(1);
                    task.run();
                }));
            }
            await(running);
            // The number of the whole process, for threads that are not this backend's.
            JniUtils.setNumThreads(threads);
        } finally {
            turn.unlock();
        }
    }

    private static void prepare(int wanted) {
        if (JniUtils.getNumThreads() != wanted) {
            JniUtils.setNumThreads(wanted);
        }
        // The optimiser would compile each method anew for the shapes it sees first, for no gain here.
        JniUtils.setGraphExecutorOptimize(false);
    }

    /** Waits for all, whatever happens: they use memory that the caller frees. */
    private static void await(List<Future<?>> running) {
        boolean interrupted = false;
        RuntimeException failure = null;
        for (int i = 0; i < running.size(); ) {
            try {
                running.get(i).get();
                i++;
            } catch (InterruptedException again) {
                interrupted = true;
            } catch (ExecutionException failed) {
                failure = new IllegalStateException(failed.getCause());
                i++;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void close() {
        singles.shutdown();
    }
}
