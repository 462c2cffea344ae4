package dev.heed.djl;

/** What one row has of a block: its first tokens. */
final class CachePart {
    private final CacheBlock block;
    private int count;

    CachePart(CacheBlock block, int count) {
        this.block = block;
        this.count = count;
        block.add(this);
    }

    CacheBlock block() {
        return block;
    }

    int count() {
        return count;
    }

    void count(int tokens) {
        count = tokens;
    }

    /** The row no longer has it. */
    void release() {
        block.remove(this);
    }
}
