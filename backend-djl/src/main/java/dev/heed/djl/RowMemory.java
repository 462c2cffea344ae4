package dev.heed.djl;

import ai.djl.pytorch.engine.PtNDArray;

/** One row's memory, projected: [layers, 2, keyValueHeads, length, headWidth]. Freed when no row uses it. */
final class RowMemory {
    private final PtNDArray array;
    private int uses = 1;

    /** Takes over the array. */
    RowMemory(PtNDArray array) {
        this.array = array;
    }

    PtNDArray array() {
        return array;
    }

    RowMemory use() {
        uses++;
        return this;
    }

    void release() {
        if (--uses == 0) {
            array.close();
        }
    }
}
