package dev.heed.decoder;

import java.util.Optional;

/**
 * How a session begins.
 *
 * @param rows how many sequences it begins with; 0 or more
 * @param capacity how many tokens a row can hold (rule DEC-4). Memory is taken as tokens come, not before.
 * @param memory what the rows attend to besides themselves, one entry for each; empty for a decoder without memory
 */
public record SessionOptions(int rows, int capacity, Optional<Memory> memory) {
    /** Checks the numbers. */
    public SessionOptions {
        if (rows < 0) {
            throw new IllegalArgumentException("rows: expected 0 or more, got " + rows);
        }
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity: expected 1 or more, got " + capacity);
        }
        if (memory.isPresent() && memory.get().rows() != rows) {
            throw new IllegalArgumentException("memory: expected " + rows + " entries (one for each row), got "
                    + memory.get().rows());
        }
    }

    /** Rows that hold up to so many tokens each. */
    public static SessionOptions of(int rows, int capacity) {
        return new SessionOptions(rows, capacity, Optional.empty());
    }

    /** A row for each entry of a memory. */
    public static SessionOptions of(Memory memory, int capacity) {
        return new SessionOptions(memory.rows(), capacity, Optional.of(memory));
    }
}
