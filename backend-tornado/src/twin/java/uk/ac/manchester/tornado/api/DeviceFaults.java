package uk.ac.manchester.tornado.api;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.exceptions.TornadoBailoutRuntimeException;
import uk.ac.manchester.tornado.api.exceptions.TornadoOutOfMemoryException;
import uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException;

/** The twin's own: the memory of its device, and what goes wrong there on request, as it does in TornadoVM 5.2. */
public final class DeviceFaults {
    /** What TornadoVM takes at most, if it is told nothing. */
    private static final long USUAL = 4L << 30;

    private static final AtomicLong ALLOCATED = new AtomicLong();
    private static final AtomicLong MOST = new AtomicLong(USUAL);
    private static final AtomicLong MOST_OF_DRIVER = new AtomicLong(Long.MAX_VALUE);
    private static final AtomicLong MOST_OF_GRAPHS = new AtomicLong(USUAL);
    private static final AtomicReference<@Nullable String> BROKEN = new AtomicReference<>();
    private static final AtomicReference<@Nullable String> UNREADABLE = new AtomicReference<>();
    private static final AtomicReference<@Nullable String> FAILING = new AtomicReference<>();
    private static final AtomicBoolean SILENT = new AtomicBoolean();

    private DeviceFaults() {}

    /** What was asked for, until it is closed. */
    public interface Fault extends AutoCloseable {
        @Override
        void close();
    }

    /** The bytes that plans have on the device. */
    public static long allocated() {
        return ALLOCATED.get();
    }

    /** The device has so many bytes and no more. */
    public static Fault memory(long bytes) {
        MOST.set(bytes);
        return () -> MOST.set(USUAL);
    }

    /** The device has so many bytes for graphs, and any number of others: somebody takes them right before a graph does. */
    public static Fault memoryOfGraphs(long bytes) {
        MOST_OF_GRAPHS.set(bytes);
        return () -> MOST_OF_GRAPHS.set(USUAL);
    }

    /** The driver gives no buffer beyond so many bytes in all, which TornadoVM does not notice. */
    public static Fault driver(long bytes) {
        MOST_OF_DRIVER.set(bytes);
        return () -> MOST_OF_DRIVER.set(Long.MAX_VALUE);
    }

    /** Tasks of a method fail that have run before. */
    public static Fault running(String method) {
        FAILING.set(method);
        return () -> FAILING.set(null);
    }

    /** Nothing can be brought back. */
    public static Fault silence() {
        SILENT.set(true);
        return () -> SILENT.set(false);
    }

    /** A method does not compile. */
    public static Fault compiling(String method) {
        BROKEN.set(method);
        return () -> BROKEN.set(null);
    }

    /** A method is one that TornadoVM does not read when a task of it is added. */
    public static Fault reading(String method) {
        UNREADABLE.set(method);
        return () -> UNREADABLE.set(null);
    }

    static void read(String method) {
        if (method.equals(UNREADABLE.get())) {
            throw new TornadoBailoutRuntimeException("Unable to build sketch for method: " + method + " (on request)");
        }
    }

    static void allocate(long bytes) {
        if (ALLOCATED.addAndGet(bytes) > MOST.get()) {
            ALLOCATED.addAndGet(-bytes);
            throw new TornadoOutOfMemoryException("Unable to allocate " + bytes + " bytes of memory.");
        }
    }

    static boolean driverRefuses() {
        return ALLOCATED.get() > MOST_OF_DRIVER.get();
    }

    static void allocateForGraph(long bytes) {
        if (ALLOCATED.get() + bytes > MOST_OF_GRAPHS.get()) {
            throw new TornadoOutOfMemoryException("Unable to allocate " + bytes + " bytes of memory.");
        }
        allocate(bytes);
    }

    static void run(String method, boolean first) {
        if (!first && method.equals(FAILING.get())) {
            throw new TornadoRuntimeException("[ERROR] " + method + " failed (on request)");
        }
    }

    static void transfer() {
        if (SILENT.get()) {
            throw new TornadoRuntimeException("[ERROR] the device is silent (on request)");
        }
    }

    static void free(long bytes) {
        ALLOCATED.addAndGet(-bytes);
    }

    static void compile(String task, String method) {
        if (method.equals(BROKEN.get())) {
            throw new TornadoBailoutRuntimeException("\u001B[31mBailout is disabled. \nReason: \u001B[31mUnable to compile"
                    + " task " + task + " - " + method + "\nThe internal error is: \u001B[31mError during code"
                    + " compilation with the OpenCL driver\u001B[0m\nStacktrace: [a.long(List.java:1)]");
        }
    }
}
