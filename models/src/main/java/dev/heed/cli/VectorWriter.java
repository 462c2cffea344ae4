package dev.heed.cli;

import java.io.Closeable;
import java.io.IOException;

/** Writes the vectors of lines, one after the other. */
interface VectorWriter extends Closeable {
    void write(TextLine line, float[] vector) throws IOException;

    /** Hands on what was written so far. */
    void flush() throws IOException;
}
