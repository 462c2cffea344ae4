package dev.heed.tensor;

/** The type of a tensor's elements (rule TEN-1). All are stored little-endian; a BOOL is one byte, 0 or 1. */
public enum DType {
    FLOAT32(4, 0x1p-24),
    FLOAT16(2, 0x1p-11),
    BFLOAT16(2, 0x1p-8),
    INT8(1, 0),
    INT32(4, 0),
    INT64(8, 0),
    BOOL(1, 0);

    private final int bytes;
    private final double unitRoundoff;

    DType(int bytes, double unitRoundoff) {
        this.bytes = bytes;
        this.unitRoundoff = unitRoundoff;
    }

    /** The size of one element in bytes. */
    public int bytes() {
        return bytes;
    }

    /** Whether the type is FLOAT32, FLOAT16 or BFLOAT16. */
    public boolean isFloating() {
        return unitRoundoff > 0;
    }

    /** Whether the type is INT8, INT32 or INT64. */
    public boolean isInteger() {
        return this == INT8 || this == INT32 || this == INT64;
    }

    /**
     * The largest relative error of rounding a real number to this type, half the distance from 1 to the next larger
     * number: the ε of rule PRE-2.
     *
     * @throws IllegalStateException for a type that is not floating
     */
    public double unitRoundoff() {
        if (!isFloating()) {
            throw new IllegalStateException(this + " is exact: only floating types have a unit roundoff");
        }
        return unitRoundoff;
    }
}
