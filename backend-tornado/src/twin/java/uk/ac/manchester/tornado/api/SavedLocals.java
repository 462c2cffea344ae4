package uk.ac.manchester.tornado.api;

import org.jspecify.annotations.Nullable;

/** Where a work-item stands, and its local variables, while it waits at a barrier. Written by rewritten kernels. */
public final class SavedLocals {
    /** The barrier at which it waits, from 1 on; 0 before it has begun. */
    public int barrier;

    /** Its variables of the type int and the like, by their number. */
    public final int[] ints;

    /** Its variables of the type float. */
    public final float[] floats;

    /** Its variables of the type long. */
    public final long[] longs;

    /** Its variables of the type double. */
    public final double[] doubles;

    /** Its references. */
    public final @Nullable Object[] references;

    SavedLocals(int variables) {
        ints = new int[variables];
        floats = new float[variables];
        longs = new long[variables];
        doubles = new double[variables];
        references = new Object[variables];
    }
}
