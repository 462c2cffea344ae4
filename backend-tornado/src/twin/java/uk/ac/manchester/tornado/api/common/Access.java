package uk.ac.manchester.tornado.api.common;

/** What tasks do with an array. */
public enum Access {
    /** Unknown. */
    NONE,
    /** They read it. */
    READ_ONLY,
    /** They write it. */
    WRITE_ONLY,
    /** They read it and write it. */
    READ_WRITE
}
