package dev.heed.nd4j;

import org.bytedeco.javacpp.FloatPointer;

/**
 * A matrix inside a native block: count rows of a width, a stride apart. A head of packed projections is one, and so is
 * a column range of a weight.
 */
record Rows(NativeFloats memory, int start, int stride, int count, int width) {
    /** A matrix that has a block to itself. */
    static Rows of(NativeFloats memory, int count, int width) {
        return new Rows(memory, 0, width, count, width);
    }

    FloatPointer address() {
        return memory.at(start);
    }

    FloatPointer address(int row) {
        return memory.at(index(row));
    }

    private int index(int row) {
        return start + row * stride;
    }

    /** Rows from..to. */
    Rows rows(int from, int to) {
        return new Rows(memory, index(from), stride, to - from, width);
    }

    /** Columns from..to. */
    Rows columns(int from, int to) {
        return new Rows(memory, start + from, stride, count, to - from);
    }

    /** Reads a row into an array, from its element {@code at} on. */
    void get(int row, float[] into, int at) {
        memory.get(index(row), into, at, width);
    }

    /** Reads a column into an array. */
    void getColumn(int column, float[] into) {
        for (int row = 0; row < count; row++) {
            into[row] = memory.get(index(row) + column);
        }
    }

    void put(int row, float[] values, int at) {
        memory.put(index(row), values, at, width);
    }

    /**
     * Copies all rows of another matrix of the same width.
     *
     * @param at where its first row goes
     * @param row an array for one row
     */
    void copy(int at, Rows other, float[] row) {
        if (stride == width && other.stride == width) {
            other.memory.copyTo(other.start, other.count * width, memory, index(at));
            return;
        }
        for (int i = 0; i < other.count; i++) {
            other.get(i, row, 0);
            put(at + i, row, 0);
        }
    }
}
