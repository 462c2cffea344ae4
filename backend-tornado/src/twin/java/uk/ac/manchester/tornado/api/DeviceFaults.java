package uk.ac.manchester.tornado.api;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.exceptions.TornadoBailoutRuntimeException;
import uk.ac.manchester.tornado.api.exceptions.TornadoOutOfMemoryException;

/** The twin's own: the memory of its device, and what goes wrong there on request, as it does in TornadoVM 5.2. */
public final class DeviceFaults {
    private static final AtomicLong ALLOCATED = new AtomicLong();
    private static final AtomicLong MOST = new AtomicLong(Long.MAX_VALUE);
    private static final AtomicReference<@Nullable String> BROKEN = new AtomicReference<>();
    private static final AtomicReference<@Nullable String> UNREADABLE = new AtomicReference<>();

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
        return () -> MOST.set(Long.MAX_VALUE);
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
