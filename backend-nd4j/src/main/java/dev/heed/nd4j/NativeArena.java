package dev.heed.nd4j;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** Native blocks that are freed together. Filled by one thread. */
final class NativeArena implements AutoCloseable {
    private final List<NativeFloats> blocks = new ArrayList<>();

    NativeFloats copyOf(FloatBuffer... parts) {
        NativeFloats block = NativeFloats.concatenationOf(List.of(parts));
        blocks.add(block);
        return block;
    }

    /** A block of whatever numbers. */
    NativeFloats allocate(long count) {
        NativeFloats block = NativeFloats.allocate(count);
        blocks.add(block);
        return block;
    }

    @Override
    public void close() {
        blocks.forEach(NativeFloats::close);
        blocks.clear();
    }
}
