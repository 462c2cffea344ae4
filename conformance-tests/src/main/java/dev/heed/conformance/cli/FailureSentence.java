package dev.heed.conformance.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** What a failure means, in a sentence for whoever typed the command. */
public final class FailureSentence {
    private FailureSentence() {}

    /** The sentence. */
    public static String of(Throwable failure) {
        String message = failure.getMessage();
        if (failure instanceof UncheckedIOException unchecked && unchecked.getCause() != null) {
            return of(unchecked.getCause());
        }
        if (failure instanceof OutOfMemoryError) {
            return "out of memory (" + message + "): the JVM may take "
                    + (Runtime.getRuntime().maxMemory() >> 20) + " MiB of heap; JDK_JAVA_OPTIONS=-Xmx8g gives it more";
        }
        if (failure instanceof FileSystemException file) {
            return ofFile(file);
        }
        return isForPeople(failure) && message != null ? message : unexpected(failure, message);
    }

    private static String ofFile(FileSystemException failure) {
        String file = failure.getFile() + ": ";
        if (failure instanceof NoSuchFileException) {
            return file + "there is no such file";
        }
        if (failure instanceof AccessDeniedException) {
            return file + "permission denied";
        }
        return failure.getReason() == null ? unexpected(failure, failure.getMessage()) : file + failure.getReason();
    }

    private static boolean isForPeople(Throwable failure) {
        return failure.getClass().getName().startsWith("dev.heed.")
                || failure instanceof IllegalArgumentException
                || failure instanceof IllegalStateException
                || (failure instanceof IOException && !(failure instanceof CharacterCodingException));
    }

    private static String unexpected(Throwable failure, @Nullable String message) {
        return "unexpected " + failure.getClass().getSimpleName() + (message == null ? "" : ": " + message)
                + " (--stacktrace shows where)";
    }
}
