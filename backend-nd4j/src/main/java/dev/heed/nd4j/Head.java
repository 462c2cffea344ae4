package dev.heed.nd4j;

/**
 * The queries of one head, or some of them, with all keys and values of the same batch entry.
 *
 * @param batchEntry which batch entry
 * @param number which query head
 * @param firstQuery the number of the first query here
 * @param queries [queries, headWidth]
 * @param keys [keys, headWidth]
 * @param values [keys, valueWidth]
 * @param output [queries, valueWidth], all of it written to
 * @param visibility which keys each query sees
 * @param suspectValues whether a value may be NaN or infinite that not every query sees
 */
record Head(
        int batchEntry,
        int number,
        int firstQuery,
        Rows queries,
        Rows keys,
        Rows values,
        Rows output,
        Visibility visibility,
        boolean suspectValues) {}
