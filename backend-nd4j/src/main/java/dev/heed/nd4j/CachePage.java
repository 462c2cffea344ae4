package dev.heed.nd4j;

/** A page of a cache. Several rows may hold it; only a row that holds it alone writes to it. */
final class CachePage {
    private final KeyValueBlock block;
    private int holders = 1;

    /** Takes over the block, for one row. */
    CachePage(KeyValueBlock block) {
        this.block = block;
    }

    KeyValueBlock block() {
        return block;
    }

    boolean shared() {
        return holders > 1;
    }

    /** One more row holds it. */
    CachePage hold() {
        holders++;
        return this;
    }

    /** One row less holds it. True if that was the last. */
    boolean letGo() {
        return --holders == 0;
    }
}
