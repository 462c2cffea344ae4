package dev.heed.nd4j;

import java.nio.FloatBuffer;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A block of ND4J's native memory. Whoever allocates it closes it; nothing may touch it afterwards. Contents are
 * undefined at first.
 */
final class NativeFloats implements AutoCloseable {
    /** What one block holds at most: the bytes that one Java buffer can address. */
    static final long MOST = Integer.MAX_VALUE / Float.BYTES;

    /** The numbers of a cache line. */
    private static final int LINE = 64 / Float.BYTES;

    private final INDArray array;
    private final FloatPointer start;
    private final FloatBuffer view;

    private NativeFloats(INDArray array, long count) {
        this.array = array;
        this.start = new FloatPointer(array.data().addressPointer()).capacity(count);
        this.view = start.asBuffer();
    }

    /**
     * Allocates outside any ND4J workspace that the calling thread may have open.
     *
     * @throws IllegalArgumentException if that is more than one block can hold
     * @throws OutOfMemoryError if the system has no more memory
     */
    static NativeFloats allocate(long count) {
        if (count > MOST) {
            throw new IllegalArgumentException("This call needs a native block of " + count + " floats; at most " + MOST
                    + " are possible. Split the batch or the sequences.");
        }
        long atLeastOne = Math.max(1, count);
        try {
            return new NativeFloats(Nd4j.createUninitializedDetached(DataType.FLOAT, atLeastOne), atLeastOne);
        } catch (OutOfMemoryError | RuntimeException failure) {
            throw outOfMemory(atLeastOne, failure);
        }
    }

    private static OutOfMemoryError outOfMemory(long count, Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        OutOfMemoryError error = new OutOfMemoryError(((count * Float.BYTES) >> 20)
                + " MB of native memory were refused: "
                + root.getMessage() + ". JavaCPP lets the process have four times the maximum Java heap: raise -Xmx, or"
                + " lift the limit with -Dorg.bytedeco.javacpp.maxphysicalbytes=0; or else use smaller batches.");
        error.initCause(failure);
        return error;
    }

    /** The blocks one after the other in a block of its own. */
    static NativeFloats concatenationOf(List<FloatBuffer> blocks) {
        NativeFloats all =
                allocate(blocks.stream().mapToLong(FloatBuffer::remaining).sum());
        int at = 0;
        for (FloatBuffer block : blocks) {
            all.put(at, block);
            at += block.remaining();
        }
        return all;
    }

    long capacity() {
        return start.capacity();
    }

    /** The address of one element, for BLAS. */
    FloatPointer at(long index) {
        return new FloatPointer(start).position(index);
    }

    float get(int index) {
        return view.get(index);
    }

    /**
     * Reads one number of each cache line of from..to, in order: as fast as memory gives them, all of these then are in the
     * core's own cache.
     *
     * @return of no meaning, but to be kept somewhere: what nobody uses is not read
     */
    float fetch(int from, int to) {
        float sum = 0;
        for (int i = from; i < to; i += LINE) {
            sum += view.get(i);
        }
        return sum;
    }

    void get(int index, float[] into, int from, int count) {
        view.get(index, into, from, count);
    }

    void put(int index, float[] values, int from, int count) {
        view.put(index, values, from, count);
    }

    void put(int index, FloatBuffer values) {
        view.slice(index, values.remaining()).put(values.duplicate());
    }

    /** A copy of count elements from index on goes to the buffer's position, which moves on. */
    void copyTo(int index, int count, FloatBuffer into) {
        into.put(view.slice(index, count));
    }

    /** A copy of count elements from index on goes to another block. */
    void copyTo(int index, int count, NativeFloats into, int at) {
        into.view.slice(at, count).put(view.slice(index, count));
    }

    @Override
    public void close() {
        array.close();
    }
}
