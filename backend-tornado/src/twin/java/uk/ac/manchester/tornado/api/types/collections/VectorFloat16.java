package uk.ac.manchester.tornado.api.types.collections;

import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.vectors.Float16;

/** An array seen as vectors of 16 numbers, of which a work-item reads or writes one at once. */
public final class VectorFloat16 {
    private final FloatArray storage;

    /** A view of an array; made inside of a kernel it costs nothing. */
    public VectorFloat16(FloatArray array) {
        storage = array;
    }

    /** The numbers from 16 · index on. */
    public Float16 get(int index) {
        float[] lanes = new float[16];
        for (int i = 0; i < 16; i++) {
            lanes[i] = storage.get(16 * index + i);
        }
        return new Float16(lanes);
    }

    /** Replaces the numbers from 16 · index on. */
    public void set(int index, Float16 value) {
        for (int i = 0; i < 16; i++) {
            storage.set(16 * index + i, value.get(i));
        }
    }
}
