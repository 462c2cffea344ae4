package dev.heed.spi;

/**
 * One sequence of a decoder's session, with its cache, as {@link RowSession} handles it. Used with the decoder's lock
 * held.
 *
 * @param <R> the row's own type
 */
public interface SessionRow<R extends SessionRow<R>> {
    /** How many tokens it holds. */
    int length();

    /** A row that goes on from the same tokens on its own; what both hold may be shared until one changes it. */
    R copy();

    /** Forgets the tokens from a length on, which is at most its own. */
    void truncate(int length);

    /** Gives back what it holds; it is not used afterwards. */
    void release();
}
