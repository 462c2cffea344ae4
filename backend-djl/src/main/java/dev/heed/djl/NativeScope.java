package dev.heed.djl;

import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * What one call holds in native memory: its arguments, copied there, and its results. All of it is freed when the scope
 * is closed. For one thread.
 */
final class NativeScope implements AutoCloseable {
    private final PtNDManager manager;
    private final FixedValues fixed;
    private final List<AutoCloseable> owned = new ArrayList<>();

    NativeScope(PtNDManager manager, FixedValues fixed) {
        this.manager = manager;
        this.fixed = fixed;
    }

    /** A copy of a tensor. */
    PtNDArray array(Tensor tensor) {
        PtNDArray array = empty(tensor.shape().toArray(), typeOf(tensor.dtype()));
        if (tensor.shape().size() > 0) {
            array.toByteBuffer(true).put(tensor.bytes());
        }
        return array;
    }

    /** A copy of FLOAT32 tensors, joined along their first dimension. */
    PtNDArray joined(List<Tensor> tensors) {
        int[] dims = tensors.get(0).shape().toArray();
        dims[0] = tensors.stream().mapToInt(tensor -> tensor.shape().dim(0)).sum();
        PtNDArray array = empty(dims, DataType.FLOAT32);
        ByteBuffer memory = memoryOf(array);
        tensors.forEach(tensor -> memory.put(tensor.bytes()));
        return array;
    }

    /** An INT64 array with these values. */
    PtNDArray array(long[] values, int... dims) {
        PtNDArray array = empty(dims, DataType.INT64);
        if (values.length > 0) {
            memoryOf(array).asLongBuffer().put(values);
        }
        return array;
    }

    /** An INT32 array with these values. */
    PtNDArray array(int[] values, int... dims) {
        PtNDArray array = empty(dims, DataType.INT32);
        if (values.length > 0) {
            memoryOf(array).asIntBuffer().put(values);
        }
        return array;
    }

    /** A FLOAT32 array with these values. */
    PtNDArray array(float[] values, int... dims) {
        PtNDArray array = empty(dims, DataType.FLOAT32);
        if (values.length > 0) {
            memoryOf(array).asFloatBuffer().put(values);
        }
        return array;
    }

    /** A FLOAT64 array with these values. */
    PtNDArray array(double[] values, int... dims) {
        PtNDArray array = empty(dims, DataType.FLOAT64);
        if (values.length > 0) {
            memoryOf(array).asDoubleBuffer().put(values);
        }
        return array;
    }

    /** An array whose numbers are whatever the memory held, to be written through {@link #memoryOf}. */
    PtNDArray empty(int[] dims, DataType type) {
        long[] shape = new long[dims.length];
        for (int i = 0; i < dims.length; i++) {
            shape[i] = dims[i];
        }
        return own(manager.create(new ai.djl.ndarray.types.Shape(shape), type));
    }

    /** The memory of a contiguous array that is not empty; valid as long as the array is open. */
    static ByteBuffer memoryOf(PtNDArray array) {
        return array.toByteBuffer(true).order(ByteOrder.nativeOrder());
    }

    private static DataType typeOf(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> DataType.FLOAT32;
            case INT32 -> DataType.INT32;
            case INT64 -> DataType.INT64;
            case BOOL -> DataType.BOOLEAN;
            case FLOAT16, BFLOAT16, INT8 -> throw new AssertionError(dtype + " is converted before it comes here");
        };
    }

    /** The argument that holds an array. */
    IValue value(PtNDArray array) {
        return own(IValue.from(array));
    }

    /** The argument that holds a list of arrays, perhaps none. */
    IValue list(PtNDArray... arrays) {
        return arrays.length == 0 ? fixed.noArrays() : own(IValue.listFrom(arrays));
    }

    /** The argument that is a list of no arrays. */
    IValue nothing() {
        return fixed.noArrays();
    }

    IValue value(long number) {
        return number == 0 ? fixed.zero() : own(IValue.from(number));
    }

    /** The argument that is an INT32 array with these values, perhaps none. */
    IValue indices(int... values) {
        return values.length == 0 ? fixed.noIndices() : value(array(values, values.length));
    }

    IValue value(double number) {
        return own(IValue.from(number));
    }

    IValue value(boolean truth) {
        return truth ? fixed.yes() : fixed.no();
    }

    IValue list(long... numbers) {
        return numbers.length == 0 ? fixed.noNumbers() : own(IValue.listFrom(numbers));
    }

    IValue list(double... numbers) {
        return own(IValue.listFrom(numbers));
    }

    /** The tensors that a method returned. */
    PtNDArray[] results(IValue returned) {
        PtNDArray[] arrays = own(returned).toTensorArray(manager);
        for (PtNDArray array : arrays) {
            own(array);
        }
        return arrays;
    }

    /** The tensor that a method returned. */
    PtNDArray result(IValue returned) {
        return own(own(returned).toTensor(manager));
    }

    /** The answer that a method returned. */
    boolean truth(IValue returned) {
        return own(returned).toBoolean();
    }

    private <T extends AutoCloseable> T own(T resource) {
        owned.add(resource);
        return resource;
    }

    @Override
    public void close() {
        for (AutoCloseable resource : owned) {
            try {
                resource.close();
            } catch (Exception impossible) {
                throw new AssertionError("native resources close without exceptions", impossible);
            }
        }
        owned.clear();
    }
}
