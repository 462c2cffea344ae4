package dev.heed.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How fast some threads together read memory: the bound of all that reads its weights once and computes little with
 * each. One number of each cache line is added up, of an array that is much larger than the caches.
 */
final class ReadBandwidth implements AutoCloseable {
    private static final int FLOATS = 1 << 27;
    private static final int LINE = 16;

    private final float[] numbers = new float[FLOATS];
    private final int threads;
    private final ExecutorService workers;

    ReadBandwidth(int threads) {
        this.threads = threads;
        this.workers = Executors.newFixedThreadPool(threads);
    }

    /** How much a call reads. */
    long bytes() {
        return (long) Float.BYTES * FLOATS;
    }

    /** Reads all of it. */
    void read() {
        List<Callable<Float>> parts = new ArrayList<>();
        for (int part = 0; part < threads; part++) {
            int begin = (int) ((long) FLOATS * part / threads);
            int end = (int) ((long) FLOATS * (part + 1) / threads);
            parts.add(() -> sum(begin, end));
        }
        try {
            for (Future<Float> part : workers.invokeAll(parts)) {
                part.get();
            }
        } catch (InterruptedException | ExecutionException failure) {
            throw new IllegalStateException("The read bandwidth could not be measured.", failure);
        }
    }

    private float sum(int begin, int end) {
        float sum = 0;
        for (int i = begin; i < end; i += LINE) {
            sum += numbers[i];
        }
        return sum;
    }

    @Override
    public void close() {
        workers.shutdown();
    }
}
