package uk.ac.manchester.tornado.api.types.arrays;

import java.util.Arrays;

/** An array of {@code float}. */
public final class FloatArray extends TornadoNativeArray {
    private final float[] values;

    /** Zeros. */
    public FloatArray(int numberOfElements) {
        values = new float[numberOfElements];
    }

    /** A copy of some values. */
    public static FloatArray fromArray(float[] values) {
        FloatArray array = new FloatArray(values.length);
        System.arraycopy(values, 0, array.values, 0, values.length);
        return array;
    }

    /** A copy of some values. */
    public static FloatArray fromElements(float... values) {
        return fromArray(values);
    }

    /** One element. */
    public float get(int index) {
        return values[index];
    }

    /** Replaces one element. */
    public void set(int index, float value) {
        values[index] = value;
        edited();
    }

    /** Replaces all elements. */
    public void init(float value) {
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
        FloatArray copy = new FloatArray(values.length);
        Arrays.fill(copy.values, Float.NaN);
        return copy;
    }

    @Override
    public void copyFrom(TornadoNativeArray other, int offset, int count) {
        System.arraycopy(((FloatArray) other).values, offset, values, offset, count);
    }
}
