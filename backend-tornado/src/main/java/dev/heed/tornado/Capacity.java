package dev.heed.tornado;

/** How large arrays are made, so that calls of about the same size share a plan. */
final class Capacity {
    private static final int SMALLEST = 256;

    private Capacity() {}

    /** The next power of two, or what a call needs beyond all of them. */
    static int of(long needed) {
        if (needed > Integer.MAX_VALUE - 64) {
            throw new IllegalArgumentException(
                    "inputs: expected less than 2^31 numbers in one array, got " + needed + "; split the batch");
        }
        if (needed > 1 << 30) {
            return (int) needed;
        }
        int capacity = SMALLEST;
        while (capacity < needed) {
            capacity *= 2;
        }
        return capacity;
    }

    /** None where none is needed. */
    static int orNone(long needed) {
        return needed == 0 ? 0 : of(needed);
    }

    /** How many groups of a size cover a count. */
    static int groups(int count, int size) {
        return (count + size - 1) / size;
    }
}
