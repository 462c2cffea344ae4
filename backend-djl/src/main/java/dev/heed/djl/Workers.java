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
 * How calls share the processors. A small call runs on its caller's thread alone. A larger one runs on all threads
 * together, by libtorch's own means. A large batch is cut into parts, each of which runs on a single thread from end to
 * end, which saves the waiting for each other after every step. Which of these it is depends only on the sizes and on
 * the number of threads, as the last bits of the result may (rule ATT-15).
 *
 * <p>One call computes at a time: two at once would make their threads wait for each other's.
 */
final class Workers implements AutoCloseable {
    /** Multiplications below which a step is over sooner than several threads have met. */
    private static final long LEAST_WORK_TO_SHARE = 2_000_000;

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

    /**
     * Runs a call on all threads together, or on this one if there is little to do.
     *
     * @param work about how many multiplications a step of the call needs
     */
    <T> T together(long work, Supplier<T> call) {
        turn.lock();
        try {
            return withThreads(work < LEAST_WORK_TO_SHARE ? 1 : threads, call);
        } finally {
            turn.unlock();
        }
    }

    /** Runs each task on a single thread, in any order; returns when all are done. */
    void apart(List<Runnable> tasks) {
        turn.lock();
        try {
            List<Future<?>> running = new ArrayList<>();
            for (Runnable task : tasks) {
                running.add(singles.submit(() -> withThreads(1, () -> {
                    task.run();
                    return task;
                })));
            }
            await(running);
        } finally {
            turn.unlock();
        }
    }

    /**
     * libtorch keeps a number of threads for each calling thread, and one of the whole process for threads that it has
     * not seen yet. The latter is left as it was.
     */
    private static <T> T withThreads(int wanted, Supplier<T> call) {
        // The optimiser would compile each method anew for the shapes that it sees first, for no gain here.
        JniUtils.setGraphExecutorOptimize(false);
        int before = JniUtils.getNumThreads();
        if (before == wanted) {
            return call.get();
        }
        JniUtils.setNumThreads(wanted);
        try {
            return call.get();
        } finally {
            JniUtils.setNumThreads(before);
        }
    }

    /** Waits for all, whatever happens: they use memory that the caller frees. */
    private static void await(List<Future<?>> running) {
        boolean interrupted = false;
        List<Throwable> failures = new ArrayList<>();
        for (Future<?> each : running) {
            interrupted |= await(each, failures);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (!failures.isEmpty()) {
            throw new IllegalStateException(failures.get(0).getMessage(), failures.get(0));
        }
    }

    /** Whether the waiting thread was interrupted meanwhile. */
    private static boolean await(Future<?> running, List<Throwable> failures) {
        boolean interrupted = false;
        while (true) {
            try {
                running.get();
                return interrupted;
            } catch (InterruptedException again) {
                interrupted = true;
            } catch (ExecutionException failed) {
                failures.add(failed.getCause());
                return interrupted;
            }
        }
    }

    @Override
    public void close() {
        singles.shutdown();
    }
}
