package dev.heed.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Objects;

/**
 * A dense, row-major array of numbers in host memory (rules TEN-1 to TEN-4).
 *
 * <p>A tensor is a value: nothing writes to it once it is made. Its memory belongs to the garbage collector; there is
 * nothing to close. One tensor holds at most 2<sup>31</sup> − 1 bytes. Any number of threads may read it. Two tensors
 * are equal only if they are the same object; compare contents through the arrays.
 */
public final class Tensor {
    private final DType dtype;
    private final Shape shape;
    private final ByteBuffer bytes;

    private Tensor(DType dtype, Shape shape, ByteBuffer bytes) {
        this.dtype = dtype;
        this.shape = shape;
        this.bytes = bytes;
    }

    /** A FLOAT32 tensor with a copy of the given values. */
    public static Tensor of(Shape shape, float... values) {
        ByteBuffer bytes = allocate(DType.FLOAT32, shape, values.length);
        bytes.asFloatBuffer().put(values);
        return new Tensor(DType.FLOAT32, shape, bytes);
    }

    /** An INT32 tensor with a copy of the given values. */
    public static Tensor of(Shape shape, int... values) {
        ByteBuffer bytes = allocate(DType.INT32, shape, values.length);
        bytes.asIntBuffer().put(values);
        return new Tensor(DType.INT32, shape, bytes);
    }

    /** An INT64 tensor with a copy of the given values. */
    public static Tensor of(Shape shape, long... values) {
        ByteBuffer bytes = allocate(DType.INT64, shape, values.length);
        bytes.asLongBuffer().put(values);
        return new Tensor(DType.INT64, shape, bytes);
    }

    /** A BOOL tensor with a copy of the given values. */
    public static Tensor of(Shape shape, boolean... values) {
        ByteBuffer bytes = allocate(DType.BOOL, shape, values.length);
        for (int i = 0; i < values.length; i++) {
            bytes.put(i, (byte) (values[i] ? 1 : 0));
        }
        return new Tensor(DType.BOOL, shape, bytes);
    }

    /** A tensor of zeros ({@code false} for BOOL). */
    public static Tensor zeros(DType dtype, Shape shape) {
        return new Tensor(dtype, shape, allocate(dtype, shape, shape.size()));
    }

    /**
     * A tensor over the remaining bytes of a buffer, little-endian, which are shared and not copied: whoever hands them
     * over promises that nobody writes to them any more. The buffer may be on the heap, direct, or mapped from a file;
     * its position and limit are left as they are.
     *
     * @throws IllegalArgumentException if the buffer does not hold exactly the bytes of that type and shape
     */
    public static Tensor ofBytes(DType dtype, Shape shape, ByteBuffer bytes) {
        long expected = byteSize(dtype, shape);
        if (bytes.remaining() != expected) {
            throw new IllegalArgumentException("bytes: expected " + expected + " (" + dtype + " " + shape + "), got "
                    + bytes.remaining() + " remaining");
        }
        return new Tensor(dtype, shape, bytes.slice().order(ByteOrder.LITTLE_ENDIAN));
    }

    private static ByteBuffer allocate(DType dtype, Shape shape, long values) {
        if (shape.size() != values) {
            throw new IllegalArgumentException(
                    "values: expected " + shape.size() + " (shape " + shape + "), got " + values);
        }
        return ByteBuffer.allocate((int) byteSize(dtype, shape)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static long byteSize(DType dtype, Shape shape) {
        if (shape.size() > Integer.MAX_VALUE / dtype.bytes()) {
            throw new IllegalArgumentException("shape: expected at most " + Integer.MAX_VALUE / dtype.bytes()
                    + " elements of " + dtype + " in one tensor, got " + shape);
        }
        return shape.size() * dtype.bytes();
    }

    /** The type of the elements. */
    public DType dtype() {
        return dtype;
    }

    /** The lengths of the dimensions. */
    public Shape shape() {
        return shape;
    }

    /** The memory itself, as a read-only little-endian view with a position of its own. */
    public ByteBuffer bytes() {
        return bytes.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * The elements of a FLOAT32 tensor, as a read-only view.
     *
     * @throws IllegalStateException for another type; see {@link #to(DType)}
     */
    public FloatBuffer floats() {
        requireType(DType.FLOAT32);
        return bytes().asFloatBuffer();
    }

    /**
     * The elements of an INT32 tensor, as a read-only view.
     *
     * @throws IllegalStateException for another type
     */
    public IntBuffer ints() {
        requireType(DType.INT32);
        return bytes().asIntBuffer();
    }

    /**
     * The elements of an INT64 tensor, as a read-only view.
     *
     * @throws IllegalStateException for another type
     */
    public LongBuffer longs() {
        requireType(DType.INT64);
        return bytes().asLongBuffer();
    }

    private void requireType(DType wanted) {
        if (dtype != wanted) {
            throw new IllegalStateException("This tensor holds " + dtype + ", not " + wanted + ".");
        }
    }

    /**
     * The elements of a floating tensor as floats, in an array of the caller's own.
     *
     * @throws IllegalStateException for a type that is not floating
     */
    public float[] toFloatArray() {
        float[] values = new float[elements()];
        if (dtype == DType.FLOAT32) {
            bytes.asFloatBuffer().get(values);
            return values;
        }
        requireFloating();
        for (int i = 0; i < values.length; i++) {
            values[i] = floatAt(i);
        }
        return values;
    }

    /**
     * The elements of a floating tensor as doubles, in an array of the caller's own.
     *
     * @throws IllegalStateException for a type that is not floating
     */
    public double[] toDoubleArray() {
        requireFloating();
        double[] values = new double[elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = floatAt(i);
        }
        return values;
    }

    /**
     * The elements of an INT8, INT32 or INT64 tensor as longs, in an array of the caller's own.
     *
     * @throws IllegalStateException for another type
     */
    public long[] toLongArray() {
        long[] values = new long[elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (dtype) {
                case INT8 -> bytes.get(i);
                case INT32 -> bytes.getInt(i * 4);
                case INT64 -> bytes.getLong(i * 8);
                case FLOAT32, FLOAT16, BFLOAT16, BOOL ->
                    throw new IllegalStateException("This tensor holds " + dtype + ", not integers.");
            };
        }
        return values;
    }

    /**
     * The elements of a BOOL tensor, in an array of the caller's own.
     *
     * @throws IllegalStateException for another type
     */
    public boolean[] toBooleanArray() {
        requireType(DType.BOOL);
        boolean[] values = new boolean[elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = bytes.get(i) != 0;
        }
        return values;
    }

    /**
     * The same numbers in another floating type, rounded to nearest, ties to even; this tensor itself if it has that
     * type already.
     *
     * @throws IllegalStateException if this tensor is not floating
     * @throws IllegalArgumentException if the wanted type is not floating
     */
    public Tensor to(DType wanted) {
        if (wanted == dtype) {
            return this;
        }
        requireFloating();
        if (!wanted.isFloating()) {
            throw new IllegalArgumentException("wanted: expected FLOAT32, FLOAT16 or BFLOAT16, got " + wanted);
        }
        int elements = elements();
        ByteBuffer converted = allocate(wanted, shape, elements);
        for (int i = 0; i < elements; i++) {
            float value = floatAt(i);
            switch (wanted) {
                case FLOAT32 -> converted.putFloat(i * 4, value);
                case FLOAT16 -> converted.putShort(i * 2, HalfPrecision.toFloat16(value));
                case BFLOAT16 -> converted.putShort(i * 2, HalfPrecision.toBfloat16(value));
                case INT8, INT32, INT64, BOOL -> throw new AssertionError(wanted);
            }
        }
        return new Tensor(wanted, shape, converted);
    }

    /**
     * The same elements under another shape of the same size; the memory is shared.
     *
     * @throws IllegalArgumentException if the sizes differ
     */
    public Tensor reshape(Shape wanted) {
        if (wanted.size() != shape.size()) {
            throw new IllegalArgumentException(
                    "wanted: expected a shape of " + shape.size() + " elements, as " + shape + " has, got " + wanted);
        }
        return new Tensor(dtype, Objects.requireNonNull(wanted), bytes);
    }

    private void requireFloating() {
        if (!dtype.isFloating()) {
            throw new IllegalStateException("This tensor holds " + dtype + ", not floating-point numbers.");
        }
    }

    private float floatAt(int index) {
        return switch (dtype) {
            case FLOAT32 -> bytes.getFloat(index * 4);
            case FLOAT16 -> HalfPrecision.fromFloat16(bytes.getShort(index * 2));
            case BFLOAT16 -> HalfPrecision.fromBfloat16(bytes.getShort(index * 2));
            case INT8, INT32, INT64, BOOL -> throw new AssertionError(dtype);
        };
    }

    private int elements() {
        return (int) shape.size();
    }

    /** Type and shape, as error messages write them: {@code FLOAT32 [2, 4, 10, 64]}. */
    @Override
    public String toString() {
        return dtype + " " + shape;
    }
}
