package dev.heed.nd4j;

/**
 * Which range of keys each query of one batch entry sees, and where it stands among them (rules ATT-7 to ATT-9). Of the
 * range it sees what the patterns let through.
 */
interface Visibility {
    /** The first key that the query sees. */
    int from(int query);

    /** The key after the last one; equal to {@link #from} when there is none. */
    int to(int query);

    /** The aligned position of the query, from which distances count. */
    int position(int query);

    /** What hides keys inside the ranges. */
    Patterns patterns();
}
