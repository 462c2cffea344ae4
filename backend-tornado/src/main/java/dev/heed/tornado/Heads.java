package dev.heed.tornado;

import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** The queries that a layer's attention scores; its keys and values are in pages by then. */
interface Heads {
    /** The queries, [rows, …]. */
    FloatArray query();

    /** From a row's queries to the next row's. */
    int queryRow();

    /** From a row's keys to the next row's, before they are in pages. */
    int keyRow();

    /** From a row's values to the next row's, before they are in pages. */
    int valueRow();

    /** Tells a call's data what its tasks need to know, and sets their grids. */
    void prepare(CallData data, EncoderPlan.Size needed);
}
