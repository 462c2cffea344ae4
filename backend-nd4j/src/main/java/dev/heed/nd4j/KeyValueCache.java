package dev.heed.nd4j;

import dev.heed.encoder.TransformerSpec;

/**
 * The pages of a decoder's caches (rule DEC-8). Not for several threads at once: the decoder's lock is held by whoever
 * uses it, or one of its pages and rows.
 */
final class KeyValueCache {
    /** How many tokens a page holds. */
    static final int PAGE = 128;

    private final TransformerSpec body;
    private long pages;

    KeyValueCache(TransformerSpec body) {
        this.body = body;
    }

    /** What all pages take. */
    long bytes() {
        return bytesOf(pages);
    }

    /** What so many pages take. */
    long bytesOf(long count) {
        return count * KeyValueBlock.size(body, PAGE) * Float.BYTES;
    }

    /** How many pages hold so many tokens. */
    static int pagesOf(int tokens) {
        return (int) ((tokens + PAGE - 1L) / PAGE);
    }

    /** A new page, for one row. */
    CachePage take() {
        CachePage page = new CachePage(KeyValueBlock.allocate(body, PAGE));
        pages++;
        return page;
    }

    /** A row no longer holds a page; it is freed if no other does. */
    void giveBack(CachePage page) {
        if (page.letGo()) {
            pages--;
            page.block().close();
        }
    }
}
