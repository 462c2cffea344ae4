package dev.heed.tornado;

/** What the queries of one batch entry see: for each a range of keys, and its aligned position. */
interface Visibility {
    /** The first key that a query sees. */
    int from(int query);

    /** The key after the last that it sees; not above {@link #from} if it sees none. */
    int to(int query);

    /** The query's position among the keys. */
    int position(int query);
}
