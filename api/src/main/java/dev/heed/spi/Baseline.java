package dev.heed.spi;

import dev.heed.tensor.Tensor;

/** One piece of work by an engine's own means, ready to be run again and again; see {@link BaselineProvider}. */
public interface Baseline extends AutoCloseable {
    /** The engine's own call and nothing else; its output stays where the engine puts it. */
    void run();

    /** The output of one more run, to see that it is the same work: [batch, heads, queries, valueWidth], FLOAT32. */
    Tensor output();

    /** Frees what the engine holds. */
    @Override
    void close();
}
