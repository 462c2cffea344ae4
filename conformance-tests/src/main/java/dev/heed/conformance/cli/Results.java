package dev.heed.conformance.cli;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Standard output, buffered, that remembers why it could not be written: a {@link java.io.PrintWriter} on top of it
 * only knows that. Once it failed it takes nothing more. Closing it flushes; the process's output stays open.
 */
public final class Results extends FilterOutputStream {
    private @Nullable IOException failure;

    /** On top of this output. */
    public Results(OutputStream out) {
        super(new BufferedOutputStream(out, 1 << 16));
    }

    /** Why it could not be written, if so. */
    public Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    /** Whether whoever read the output has gone, as {@code head} does: no failure of ours. */
    static boolean isBrokenPipe(Throwable failure) {
        String message = failure.getMessage();
        return failure instanceof IOException
                && message != null
                && message.toLowerCase(Locale.ROOT).contains("broken pipe");
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        attempt(() -> out.write(bytes, from, length));
    }

    @Override
    public void flush() throws IOException {
        attempt(out::flush);
    }

    @Override
    public void close() throws IOException {
        if (failure == null) {
            flush();
        }
    }

    private interface Writing {
        void run() throws IOException;
    }

    private void attempt(Writing writing) throws IOException {
        if (failure != null) {
            // Never the same exception twice: try-with-resources could not add it to itself.
            throw new IOException(failure.getMessage(), failure);
        }
        try {
            writing.run();
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }
}
