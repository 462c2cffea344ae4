package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.management.ThreadMXBean;
import dev.heed.models.files.ModelException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Checks that a bad file is refused in one sentence, and without believing what it says about sizes. */
public final class Refused {
    /** Classes that are loaded on the way count too. */
    private static final long MOST_BYTES = 64L << 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Refused() {}

    /** The message of the refusal, with the path replaced by FILE. */
    public static String message(Path file, ThrowingCallable opening) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        Throwable thrown = catchThrowable(opening);
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertThat(thrown).isInstanceOf(ModelException.class);
        assertThat(allocated).as("bytes allocated before the refusal").isLessThan(MOST_BYTES);
        String message = String.valueOf(thrown.getMessage());
        assertThat(message).endsWith(".").doesNotContain("\n");
        return message.replace(file.toString(), "FILE");
    }
}
