package dev.heed.cli;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Standard output, buffered, that remembers why it could not be written: a {@link java.io.PrintWriter} on top of it
 * only knows that.
 */
final class Results extends FilterOutputStream {
    private @Nullable IOException failure;

    Results(OutputStream out) {
        super(new BufferedOutputStream(out, 1 << 16));
    }

    @Override
    public void write(int b) throws IOException {
        requireWritable();
        try {
            out.write(b);
        } catch (IOException e) {
            throw remember(e);
        }
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        requireWritable();
        try {
            out.write(bytes, from, length);
        } catch (IOException e) {
            throw remember(e);
        }
    }

    /** Hands everything on; closing does the same, for the process's output is not ours to close. */
    @Override
    public void flush() throws IOException {
        requireWritable();
        try {
            out.flush();
        } catch (IOException e) {
            throw remember(e);
        }
    }

    @Override
    public void close() throws IOException {
        flush();
    }

    /** Whether whoever read the output has gone, as {@code head} does: no failure of ours. */
    static boolean isBrokenPipe(Throwable failure) {
        String message = failure.getMessage();
        return failure instanceof IOException
                && message != null
                && message.toLowerCase(Locale.ROOT).contains("broken pipe");
    }

    private void requireWritable() throws IOException {
        if (failure != null) {
            throw failure;
        }
    }

    private IOException remember(IOException e) {
        failure = e;
        return e;
    }
}
