package dev.heed.nd4j;

/** One row's memory, projected. Rows that were copied share it; it is freed when none uses it. */
final class RowMemory {
    private final KeyValueBlock block;
    private int uses = 1;

    /** Takes over the block, whose room is the memory's length. */
    RowMemory(KeyValueBlock block) {
        this.block = block;
    }

    KeyValueBlock block() {
        return block;
    }

    RowMemory use() {
        uses++;
        return this;
    }

    void release() {
        if (--uses == 0) {
            block.close();
        }
    }
}
