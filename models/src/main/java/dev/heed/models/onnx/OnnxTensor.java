package dev.heed.models.onnx;

import dev.heed.models.files.ModelException;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * A tensor in a file, as it stands there.
 *
 * @param name its name; empty for the value of a constant
 * @param type the number of its type in ONNX
 * @param dims its shape
 * @param data its numbers, little-endian; empty if they are kept in another form
 * @param external whether the numbers are in another file
 */
record OnnxTensor(String name, int type, List<Long> dims, ByteBuffer data, boolean external) {
    static final int FLOAT = 1;
    static final int INT64 = 7;

    private static final Map<Integer, DType> TYPES =
            Map.of(FLOAT, DType.FLOAT32, 10, DType.FLOAT16, 16, DType.BFLOAT16);

    private static final Map<Integer, String> OTHER_TYPES =
            Map.of(2, "UINT8", 3, "INT8", 4, "UINT16", 5, "INT16", 6, "INT32", INT64, "INT64", 9, "BOOL", 11, "DOUBLE");

    Shape shape(String origin) {
        int[] ints = new int[dims.size()];
        long product = 1;
        for (int i = 0; i < ints.length; i++) {
            long dim = dims.get(i);
            if (dim < 0 || dim > Integer.MAX_VALUE) {
                throw new ModelException(origin + ": " + name + ": expected dimensions of 0 to " + Integer.MAX_VALUE
                        + ", got " + dims + ".");
            }
            ints[i] = (int) dim;
            product = dim == 0 ? 0 : product > Integer.MAX_VALUE / dim ? Integer.MAX_VALUE : product * dim;
        }
        if (product == Integer.MAX_VALUE) {
            throw new ModelException(origin + ": " + name + " " + dims + " is larger than any ONNX file.");
        }
        return Shape.of(ints);
    }

    Tensor tensor(String origin) {
        DType dtype = TYPES.get(type);
        if (dtype == null) {
            throw new ModelException(origin + ": " + name + ": expected the type FLOAT, FLOAT16 or BFLOAT16, got "
                    + OTHER_TYPES.getOrDefault(type, "type number " + type) + ".");
        }
        if (external) {
            throw new ModelException(origin + ": the numbers of " + name + " are in another file (external data), which"
                    + " is not read; save the model as one file.");
        }
        Shape shape = shape(origin);
        if (data.remaining() != shape.size() * dtype.bytes()) {
            throw new ModelException(origin + ": " + name + " (" + dtype + " " + shape + "): expected "
                    + shape.size() * dtype.bytes() + " bytes, got " + data.remaining() + ".");
        }
        return Tensor.ofBytes(dtype, shape, data);
    }
}
