package dev.heed.nd4j;

import dev.heed.encoder.TransformerSpec;

/**
 * Keys and values of neighbouring tokens, [layers, 2, keyValueHeads, room, headWidth]: what a token is compared with lies
 * in one piece for each head. Whoever allocates it closes it.
 *
 * @param body the layers whose keys and values these are
 * @param room how many tokens it holds
 * @param memory the numbers
 */
record KeyValueBlock(TransformerSpec body, int room, NativeFloats memory) implements AutoCloseable {
    private static final int KEYS = 0;
    private static final int VALUES = 1;

    /** A block of whatever numbers. */
    static KeyValueBlock allocate(TransformerSpec body, int room) {
        return new KeyValueBlock(body, room, NativeFloats.allocate(size(body, room)));
    }

    /** How many numbers so many tokens take. */
    static long size(TransformerSpec body, int room) {
        return 2L * body.layers() * body.keyValueHeads() * body.headWidth() * room;
    }

    /** [room, headWidth]. */
    Rows keys(int layer, int head) {
        return rows(layer, KEYS, head);
    }

    /** [room, headWidth]. */
    Rows values(int layer, int head) {
        return rows(layer, VALUES, head);
    }

    private Rows rows(int layer, int which, int head) {
        int number = (2 * layer + which) * body.keyValueHeads() + head;
        int width = body.headWidth();
        return new Rows(memory, number * room * width, width, room, width);
    }

    /** Copies the first tokens of another block of the same body. */
    void copy(KeyValueBlock other, int tokens) {
        int width = body.headWidth();
        for (int number = 0; number < 2 * body.layers() * body.keyValueHeads(); number++) {
            other.memory.copyTo(number * other.room * width, tokens * width, memory, number * room * width);
        }
    }

    @Override
    public void close() {
        memory.close();
    }
}
