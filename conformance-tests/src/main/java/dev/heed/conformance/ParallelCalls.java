package dev.heed.conformance;

import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Calls that are made at the same time, each on a thread of its own. */
final class ParallelCalls {
    /** How long calls that were interrupted may take to end; whoever called may then free what they use. */
    private static final long SECONDS_TO_END = 10;

    private ParallelCalls() {}

    /**
     * Makes all calls and waits for them. When one throws, the others are interrupted: a call that waits for the one
     * that failed, at a barrier say, would wait for ever.
     *
     * @throws ConformanceFailure of the first call that threw
     */
    static void run(List<? extends Runnable> calls) {
        ExecutorService threads = Executors.newFixedThreadPool(calls.size(), ParallelCalls::daemon);
        CompletionService<Void> running = new ExecutorCompletionService<>(threads);
        try {
            calls.forEach(call -> running.submit(call, null));
            for (int ended = 0; ended < calls.size(); ended++) {
                running.take().get();
            }
        } catch (ExecutionException failure) {
            end(threads);
            throw new ConformanceFailure("in one of " + calls.size() + " threads: " + failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ConformanceFailure("interrupted");
        } finally {
            threads.shutdownNow();
        }
    }

    /** A call that hangs in an engine does not keep the process from ending. */
    private static Thread daemon(Runnable call) {
        Thread thread = new Thread(call, "conformance-call");
        thread.setDaemon(true);
        return thread;
    }

    private static void end(ExecutorService threads) {
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(SECONDS_TO_END, TimeUnit.SECONDS)) {
                System.getLogger(ParallelCalls.class.getName())
                        .log(System.Logger.Level.WARNING, "A call goes on although it was interrupted.");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
