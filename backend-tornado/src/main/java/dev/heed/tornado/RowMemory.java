package dev.heed.tornado;

import java.util.List;

/** One row's memory, projected to pages. Rows that were copied share it; its pages are given back when none uses it. */
final class RowMemory {
    private final DecoderCache cache;
    private final List<Integer> pages;
    private final int length;
    private int uses = 1;

    /** Takes over the pages. */
    RowMemory(DecoderCache cache, List<Integer> pages, int length) {
        this.cache = cache;
        this.pages = List.copyOf(pages);
        this.length = length;
    }

    List<Integer> pages() {
        return pages;
    }

    int length() {
        return length;
    }

    RowMemory use() {
        uses++;
        return this;
    }

    void release() {
        if (--uses == 0) {
            cache.giveBackOfMemory(pages);
        }
    }
}
