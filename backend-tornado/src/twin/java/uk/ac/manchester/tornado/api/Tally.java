package uk.ac.manchester.tornado.api;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The twin's own: counts what plans do from here on until it is closed. One at a time, for plans of one thread. */
public final class Tally implements AutoCloseable {
    private static final AtomicReference<@Nullable Tally> CURRENT = new AtomicReference<>();

    private final List<String> compiled = new ArrayList<>();
    private final List<String> run = new ArrayList<>();
    private long sent;
    private long brought;

    private Tally() {}

    /** Begins to count. */
    public static Tally start() {
        Tally tally = new Tally();
        if (!CURRENT.compareAndSet(null, tally)) {
            throw new IllegalStateException("somebody counts already");
        }
        return tally;
    }

    /** The tasks that ran for the first time, which is when TornadoVM compiles them. */
    public List<String> compiled() {
        return List.copyOf(compiled);
    }

    /** The tasks that ran. */
    public List<String> run() {
        return List.copyOf(run);
    }

    /** Bytes that went to the device. */
    public long sent() {
        return sent;
    }

    /** Bytes that came back. */
    public long brought() {
        return brought;
    }

    static void addTask(String name, boolean first) {
        Tally tally = CURRENT.get();
        if (tally != null) {
            tally.run.add(name);
            if (first) {
                tally.compiled.add(name);
            }
        }
    }

    static void addSent(long bytes) {
        Tally tally = CURRENT.get();
        if (tally != null) {
            tally.sent += bytes;
        }
    }

    static void addBrought(long bytes) {
        Tally tally = CURRENT.get();
        if (tally != null) {
            tally.brought += bytes;
        }
    }

    @Override
    public void close() {
        CURRENT.compareAndSet(this, null);
    }
}
