package dev.heed.nd4j;

import dev.heed.spi.SessionRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The cache of one row: as many pages as its tokens need, and the memory that it attends to. */
final class CachedRow implements SessionRow<CachedRow> {
    private final KeyValueCache cache;
    private final List<CachePage> pages = new ArrayList<>();
    private final Optional<RowMemory> memory;
    private int length;

    /** An empty row. Takes over one use of the memory. */
    CachedRow(KeyValueCache cache, Optional<RowMemory> memory) {
        this.cache = cache;
        this.memory = memory;
    }

    List<CachePage> pages() {
        return pages;
    }

    /** The pages' blocks. */
    List<KeyValueBlock> blocks() {
        return pages.stream().map(CachePage::block).toList();
    }

    Optional<RowMemory> memory() {
        return memory;
    }

    @Override
    public int length() {
        return length;
    }

    /** A row that goes on from the same tokens, whose pages both hold. */
    @Override
    public CachedRow copy() {
        CachedRow copy = new CachedRow(cache, memory.map(RowMemory::use));
        pages.forEach(page -> copy.pages.add(page.hold()));
        copy.length = length;
        return copy;
    }

    /** Makes room for more tokens in pages that no other row holds. Nothing that the row remembers changes. */
    void prepare(int more) {
        int used = length % KeyValueCache.PAGE;
        if (used > 0 && last().shared()) {
            CachePage own = cache.take();
            own.block().copy(last().block(), used);
            cache.giveBack(pages.set(pages.size() - 1, own));
        }
        while (pages.size() < KeyValueCache.pagesOf(length + more)) {
            pages.add(cache.take());
        }
    }

    private CachePage last() {
        return pages.get(pages.size() - 1);
    }

    /** Tokens that were written behind the last one now count. */
    void advance(int tokens) {
        length += tokens;
    }

    @Override
    public void truncate(int tokens) {
        length = tokens;
        fit();
    }

    /** Gives back the pages that no token needs. */
    void fit() {
        while (pages.size() > KeyValueCache.pagesOf(length)) {
            cache.giveBack(pages.remove(pages.size() - 1));
        }
    }

    /** Gives back everything. */
    @Override
    public void release() {
        truncate(0);
        memory.ifPresent(RowMemory::release);
    }
}
