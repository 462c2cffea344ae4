package dev.heed.conformance.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Shows a {@link ProgressLine} from a thread of its own until it is stopped. */
final class Progress {
    private final CountDownLatch over = new CountDownLatch(1);
    private final ProgressLine line;

    private Progress(ProgressLine line) {
        this.line = line;
    }

    static Progress start(ProgressLine line) {
        Progress progress = new Progress(line);
        Thread thread = new Thread(progress::showUntilStopped, "heed-progress");
        thread.setDaemon(true);
        thread.start();
        return progress;
    }

    private void showUntilStopped() {
        long start = System.nanoTime();
        try {
            while (!over.await(line.pause().toNanos(), TimeUnit.NANOSECONDS)) {
                line.show(Duration.ofNanos(System.nanoTime() - start));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void stop() {
        over.countDown();
        line.end();
    }
}
