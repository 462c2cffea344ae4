package dev.heed.nd4j;

import java.util.List;

/** Every query sees all of a memory. */
record WholeMemory(int length) implements Visibility {
    private static final Patterns NONE = new Patterns(List.of(), List.of());

    @Override
    public int from(int query) {
        return 0;
    }

    @Override
    public int to(int query) {
        return length;
    }

    @Override
    public int position(int query) {
        return 0;
    }

    @Override
    public Patterns patterns() {
        return NONE;
    }
}
