package dev.heed.conformance.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.heed.conformance.oracle.Reals;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * A tensor of an ONNX file.
 *
 * @param type its element type
 * @param reals its elements, exactly; 1 for true
 */
record OnnxTensor(Type type, Reals reals) {
    /** The element types that the operators here take. */
    enum Type {
        FLOAT(1, 4),
        INT32(6, 4),
        INT64(7, 8),
        BOOL(9, 1),
        FLOAT16(10, 2),
        DOUBLE(11, 8),
        BFLOAT16(16, 2);

        private final int code;
        private final int bytes;

        Type(int code, int bytes) {
            this.code = code;
            this.bytes = bytes;
        }

        private static Type of(int code) {
            for (Type type : values()) {
                if (type.code == code) {
                    return type;
                }
            }
            throw new NotCovered("tensors of ONNX element type " + code + " are not read");
        }
    }

    static OnnxTensor parse(TensorProto proto) {
        Type type = Type.of(proto.getDataType());
        long size = 1;
        int[] dims = new int[proto.getDimsCount()];
        for (int i = 0; i < dims.length; i++) {
            long dim = proto.getDims(i);
            if (dim < 0 || dim > Integer.MAX_VALUE || (dim > 0 && size > Integer.MAX_VALUE / dim)) {
                throw new IllegalArgumentException(
                        "tensor '" + proto.getName() + "': impossible dimensions " + proto.getDimsList());
            }
            dims[i] = (int) dim;
            size *= dim;
        }
        long held = held(proto, type);
        if (held != size) {
            throw new IllegalArgumentException("tensor '" + proto.getName() + "': expected " + size + " elements ("
                    + proto.getDimsList() + "), got " + held);
        }
        double[] values = new double[(int) size];
        ByteBuffer raw = proto.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < values.length; i++) {
            values[i] = proto.getRawData().isEmpty() ? typed(proto, type, i) : raw(raw, type, i);
        }
        return new OnnxTensor(type, new Reals(Shape.of(dims), values));
    }

    private static long held(TensorProto proto, Type type) {
        if (!proto.getRawData().isEmpty()) {
            return proto.getRawData().size() / type.bytes;
        }
        return switch (type) {
            case FLOAT -> proto.getFloatDataCount();
            case INT64 -> proto.getInt64DataCount();
            case DOUBLE -> proto.getDoubleDataCount();
            case INT32, BOOL, FLOAT16, BFLOAT16 -> proto.getInt32DataCount();
        };
    }

    private static double typed(TensorProto proto, Type type, int i) {
        return switch (type) {
            case FLOAT -> proto.getFloatData(i);
            case INT64 -> proto.getInt64Data(i);
            case DOUBLE -> proto.getDoubleData(i);
            case INT32, BOOL -> proto.getInt32Data(i);
            case FLOAT16 -> half(DType.FLOAT16, (short) proto.getInt32Data(i));
            case BFLOAT16 -> half(DType.BFLOAT16, (short) proto.getInt32Data(i));
        };
    }

    private static double raw(ByteBuffer raw, Type type, int i) {
        return switch (type) {
            case FLOAT -> raw.getFloat(i * 4);
            case INT64 -> raw.getLong(i * 8);
            case DOUBLE -> raw.getDouble(i * 8);
            case INT32 -> raw.getInt(i * 4);
            case BOOL -> raw.get(i);
            case FLOAT16 -> half(DType.FLOAT16, raw.getShort(i * 2));
            case BFLOAT16 -> half(DType.BFLOAT16, raw.getShort(i * 2));
        };
    }

    private static double half(DType type, short bits) {
        ByteBuffer two = ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN).putShort(0, bits);
        return Tensor.ofBytes(type, Shape.of(), two).toDoubleArray()[0];
    }

    Shape shape() {
        return reals.shape();
    }

    /** The type that results of this type were rounded to; empty if they are not floating or finer than FLOAT32. */
    Optional<DType> precision() {
        return switch (type) {
            case FLOAT, DOUBLE -> Optional.of(DType.FLOAT32);
            case FLOAT16 -> Optional.of(DType.FLOAT16);
            case BFLOAT16 -> Optional.of(DType.BFLOAT16);
            case INT32, INT64, BOOL -> Optional.empty();
        };
    }

    long[] toLongs() {
        long[] longs = new long[reals.values().length];
        for (int i = 0; i < longs.length; i++) {
            longs[i] = (long) reals.values()[i];
        }
        return longs;
    }
}
