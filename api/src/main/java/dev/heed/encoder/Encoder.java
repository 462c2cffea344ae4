package dev.heed.encoder;

/**
 * An encoder with its weights where the backend wants them. Any number of threads may use it at once. Closing it frees
 * the weights; afterwards {@link #encode} throws {@link IllegalStateException}, and closing again does nothing (rule
 * SPI-8).
 */
public interface Encoder extends AutoCloseable {
    /** What it computes. */
    EncoderSpec spec();

    /**
     * Encodes a batch.
     *
     * @throws IllegalArgumentException if a shape, type, length or id is wrong; the message names the argument, what
     *     was expected and what came, and nothing native has run (rule TEN-3)
     * @throws IllegalStateException if the encoder or its backend was closed
     */
    EncoderOutput encode(EncoderInputs inputs);

    /** Frees the weights. */
    @Override
    void close();
}
