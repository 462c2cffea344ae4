package uk.ac.manchester.tornado.api.types.arrays;

import java.util.Arrays;

/** An array of {@code int}. */
public final class IntArray extends TornadoNativeArray {
    private final int[] values;

    /** Zeros. */
    public IntArray(int numberOfElements) {
        values = new int[numberOfElements];
    }

    /** A copy of some values. */
    public static IntArray fromArray(int[] values) {
        IntArray array = new IntArray(values.length);
        System.arraycopy(values, 0, array.values, 0, values.length);
        return array;
    }

    /** A copy of some values. */
    public static IntArray fromElements(int... values) {
        return fromArray(values);
    }

    /** One element. */
    public int get(int index) {
        return values[index];
    }

    /** Replaces one element. */
    public void set(int index, int value) {
        values[index] = value;
        edited();
    }

    /** Replaces all elements. */
    public void init(int value) {
        Arrays.fill(values, value);
        edited();
    }

    @Override
    public int getSize() {
        return values.length;
    }

    @Override
    public int getElementSize() {
        return 4;
    }

    @Override
    public long getNumBytesOfSegment() {
        return 4L * values.length;
    }

    @Override
    public TornadoNativeArray deviceCopy() {
        IntArray copy = new IntArray(values.length);
        Arrays.fill(copy.values, 0x7AADBEEF);
        return copy;
    }

    @Override
    public void copyFrom(TornadoNativeArray other, int offset, int count) {
        System.arraycopy(((IntArray) other).values, offset, values, offset, count);
    }
}
