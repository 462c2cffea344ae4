package uk.ac.manchester.tornado.api;

import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/** A part of an array, to be copied to the host. */
public class DataRange {
    private final TornadoNativeArray array;
    private long offset;
    private long size;

    /** All of an array. */
    public DataRange(TornadoNativeArray tornadoNativeArray) {
        array = tornadoNativeArray;
    }

    /** From this element on. */
    public DataRange withOffset(long elements) {
        offset = elements;
        return this;
    }

    /** So many elements; 0 for all. */
    public DataRange withSize(long elements) {
        size = elements;
        return this;
    }

    TornadoNativeArray array() {
        return array;
    }

    int offset() {
        return Math.toIntExact(offset);
    }

    int size() {
        return size == 0 ? array.getSize() : Math.toIntExact(size);
    }
}
