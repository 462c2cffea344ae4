package dev.heed.models.internal;

import java.util.ArrayList;
import java.util.List;

/** Closes what was opened, all of it, even if some of it fails. */
public final class Closing {
    private Closing() {}

    /** Closes all, because of a failure, which the failures of closing are added to. */
    public static void all(Iterable<? extends AutoCloseable> opened, Throwable failure) {
        failures(opened).stream().filter(each -> each != failure).forEach(failure::addSuppressed);
    }

    /** Closes all, and throws the first failure with the others added to it. */
    public static void all(Iterable<? extends AutoCloseable> opened) {
        List<Throwable> failures = failures(opened);
        if (failures.isEmpty()) {
            return;
        }
        Throwable first = failures.get(0);
        failures.stream().skip(1).filter(each -> each != first).forEach(first::addSuppressed);
        if (first instanceof Error error) {
            throw error;
        }
        throw first instanceof RuntimeException known ? known : new IllegalStateException(first);
    }

    private static List<Throwable> failures(Iterable<? extends AutoCloseable> opened) {
        List<Throwable> failures = new ArrayList<>();
        for (AutoCloseable each : opened) {
            try {
                each.close();
            } catch (Exception | Error failure) {
                failures.add(failure);
            }
        }
        return failures;
    }
}
