package uk.ac.manchester.tornado.api.types.arrays;

/**
 * Numbers that a task reads or writes. The twin counts the host's edits, so that one that a device would not see can be
 * told.
 */
public abstract sealed class TornadoNativeArray permits FloatArray, IntArray {
    private static final long HEADER = 16;

    private long edits;

    /** The number of elements. */
    public abstract int getSize();

    /** The bytes of one element. */
    public abstract int getElementSize();

    /** The bytes of all elements. */
    public abstract long getNumBytesOfSegment();

    /** The bytes that it takes on a device. */
    public final long getNumBytesOfSegmentWithHeader() {
        return HEADER + getNumBytesOfSegment();
    }

    /** The twin's own: an array as the device has it, with nothing in it yet. */
    public abstract TornadoNativeArray deviceCopy();

    /** The twin's own: takes some elements from the array of the other side. */
    public abstract void copyFrom(TornadoNativeArray other, int offset, int count);

    /** The twin's own: how often the host wrote to it. */
    public final long edits() {
        return edits;
    }

    final void edited() {
        edits++;
    }
}
