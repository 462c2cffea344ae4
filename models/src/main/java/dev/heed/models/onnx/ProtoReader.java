package dev.heed.models.onnx;

import dev.heed.models.files.ModelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * One Protocol Buffers message, field by field. Everything it hands out is a view of the bytes given: a length that
 * lies is refused before anything is allocated, and a 100 MB tensor costs nothing.
 */
final class ProtoReader {
    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED_32 = 5;

    private final String origin;
    private final ByteBuffer bytes;
    private int wireType;

    ProtoReader(String origin, ByteBuffer bytes) {
        this.origin = origin;
        this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    boolean hasNext() {
        return bytes.hasRemaining();
    }

    /** The number of the next field; its value has to be read or skipped before the next call. */
    int nextField() {
        long tag = varint();
        wireType = (int) (tag & 7);
        long field = tag >>> 3;
        if (field < 1 || field > 0x1fff_ffff) {
            throw damaged("a field number of 1 to 2^29 - 1", field);
        }
        return (int) field;
    }

    /** The integer value of a field. */
    long integer() {
        require(VARINT);
        return varint();
    }

    /** The float value of a field. */
    float fixedFloat() {
        require(FIXED_32);
        require(4L);
        return bytes.getFloat();
    }

    /** The bytes of a field, shared. */
    ByteBuffer slice() {
        require(LENGTH_DELIMITED);
        long length = varint();
        require(length);
        ByteBuffer slice = bytes.slice(bytes.position(), (int) length);
        bytes.position(bytes.position() + (int) length);
        return slice.order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The message that a field holds. */
    ProtoReader message() {
        return new ProtoReader(origin, slice());
    }

    String string() {
        return StandardCharsets.UTF_8.decode(slice()).toString();
    }

    /** Whether the field is length-delimited: bytes, a message, or numbers packed together. */
    boolean packed() {
        return wireType == LENGTH_DELIMITED;
    }

    void skip() {
        switch (wireType) {
            case VARINT -> varint();
            case FIXED_64 -> advance(8);
            case LENGTH_DELIMITED -> slice();
            case FIXED_32 -> advance(4);
            default -> throw damaged("a wire type of 0, 1, 2 or 5", wireType);
        }
    }

    /** The next integer of packed ones, or of a tag or a length. */
    long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            require(1L);
            byte next = bytes.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw damaged("an integer of at most 10 bytes", "more");
    }

    private void advance(int length) {
        require((long) length);
        bytes.position(bytes.position() + length);
    }

    private void require(int wanted) {
        if (wireType != wanted) {
            throw damaged("wire type " + wanted, wireType);
        }
    }

    private void require(long length) {
        if (length < 0 || length > bytes.remaining()) {
            throw damaged("at most " + bytes.remaining() + " bytes more", Long.toUnsignedString(length));
        }
    }

    private ModelException damaged(String expected, Object got) {
        return new ModelException(origin + " is not a sound ONNX file (cut off, damaged, or something else): expected "
                + expected + ", got " + got + ".");
    }
}
