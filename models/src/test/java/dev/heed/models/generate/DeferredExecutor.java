package dev.heed.models.generate;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/** Works when it is told to, in the thread that tells it. */
final class DeferredExecutor implements Executor {
    private final Queue<Runnable> tasks = new ArrayDeque<>();

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    /** Works until there is nothing more to do. */
    void work() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }
}
