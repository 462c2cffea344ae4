package dev.heed.nd4j;

import java.util.EnumMap;
import java.util.Map;

/**
 * Native blocks that are used again and again, one for each use, and grow with what they are asked for. Not for use by
 * several threads at once.
 *
 * @param <U> the uses
 */
final class NativeBuffers<U extends Enum<U>> implements AutoCloseable {
    private final Map<U, NativeFloats> blocks;

    NativeBuffers(Class<U> uses) {
        blocks = new EnumMap<>(uses);
    }

    /** A matrix; its contents are undefined, and gone with the next of the same use. */
    Rows rows(U use, int count, int width) {
        long needed = (long) count * width;
        NativeFloats memory = blocks.get(use);
        if (memory == null || memory.capacity() < needed) {
            if (memory != null) {
                blocks.remove(use);
                memory.close();
            }
            memory = NativeFloats.allocate(needed);
            blocks.put(use, memory);
        }
        return Rows.of(memory, count, width);
    }

    /** How many floats the blocks hold together. */
    long capacity() {
        return blocks.values().stream().mapToLong(NativeFloats::capacity).sum();
    }

    @Override
    public void close() {
        blocks.values().forEach(NativeFloats::close);
        blocks.clear();
    }
}
