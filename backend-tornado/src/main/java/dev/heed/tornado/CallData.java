package dev.heed.tornado;

import java.util.Arrays;

/** The ints of one call while they are written: the header, and behind it parts whose places the header tells. */
final class CallData {
    private int[] values;
    private int size;

    /** An empty header. */
    CallData() {
        this(1);
    }

    /** An empty header, with the places for several windows. */
    CallData(int windows) {
        size = CallHeader.size(windows);
        values = new int[2 * size];
    }

    /** Sets a number of the header. */
    void set(int index, int value) {
        values[index] = value;
    }

    /** Begins a part: the header tells at index where it is. */
    void begin(int index) {
        values[index] = size;
    }

    /** Adds to the part that was begun last. */
    void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
        }
        values[size++] = value;
    }

    int size() {
        return size;
    }

    int get(int index) {
        return values[index];
    }
}
