package dev.heed.decoder;

/**
 * Sequences being decoded together, row by row, and the cache of what they have seen. Rows have lengths of their own and
 * do not see each other (rules DEC-3, DEC-9).
 *
 * <p>One thread at a time: a call while another is under way throws {@link IllegalStateException} and changes nothing.
 * So does every call after {@link #close()} (rule SPI-8). A call that throws, whatever it throws, leaves the session as
 * it was (rule DEC-7).
 */
public interface DecoderSession extends AutoCloseable {
    /** How many rows there are. */
    int rows();

    /** How many tokens a row holds. */
    int length(int row);

    /** How many tokens a row can hold. */
    int capacity();

    /**
     * Feeds tokens. In whatever chunks they come, the logits are those of feeding them at once (rule DEC-1).
     *
     * @throws IllegalArgumentException if a shape, a type, a count or an id is wrong, or a row would hold more than its
     *     capacity (rule DEC-4), naming the argument, what was expected and what came
     */
    DecoderOutput feed(DecoderInputs inputs);

    /**
     * Forgets a row's tokens from {@code length} on (rule DEC-5).
     *
     * @throws IllegalArgumentException if the row holds fewer, or there is no such row
     */
    void truncate(int row, int length);

    /**
     * Row i becomes what row {@code rows[i]} was (rule DEC-5): a beam search's gather. A row may be named several times,
     * and goes on independently each time; one that is not named leaves (rule DEC-9).
     *
     * @throws IllegalArgumentException if there is no such row
     */
    void reorder(int... rows);

    /**
     * Empty rows join, behind those that are there (rule DEC-9).
     *
     * @throws IllegalArgumentException if the count is negative, or more than 0 and the decoder has a memory, or if the
     *     logits of so many rows would not fit into a tensor
     */
    void join(int count);

    /**
     * A row for each entry of a memory joins, behind those that are there.
     *
     * @throws IllegalArgumentException if the decoder has no memory, or one of another width
     */
    void join(Memory memory);

    /** A session that goes on from the same state on its own; what both hold is shared until one changes it. */
    DecoderSession fork();

    /** The bytes that the cache of this session takes, pages that its rows share counted once. */
    long cacheBytes();

    /** Frees the cache. */
    @Override
    void close();
}
