package dev.heed.tornado;

import dev.heed.spi.SessionRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The cache of one row: as many pages as its tokens need, and the memory that it attends to. */
final class CachedRow implements SessionRow<CachedRow> {
    private final DecoderCache cache;
    private final List<Integer> pages = new ArrayList<>();
    private final Optional<RowMemory> memory;
    private int length;

    /** An empty row. Takes over one use of the memory. */
    CachedRow(DecoderCache cache, Optional<RowMemory> memory) {
        this.cache = cache;
        this.memory = memory;
    }

    List<Integer> pages() {
        return pages;
    }

    Optional<RowMemory> memory() {
        return memory;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public CachedRow copy() {
        CachedRow copy = new CachedRow(cache, memory.map(RowMemory::use));
        pages.forEach(cache.pool()::hold);
        copy.pages.addAll(pages);
        copy.length = length;
        return copy;
    }

    /** Makes room for more tokens in pages that no other row holds. Nothing that the row remembers changes. */
    void prepare(int more) {
        int last = pages.size() - 1;
        boolean partly = length % KeyValuePages.TOKENS > 0;
        boolean copied = partly && cache.pool().shared(pages.get(last));
        int needed = KeyValuePages.of(length + more) - pages.size() + (copied ? 1 : 0);
        cache.reserve(needed);
        if (copied) {
            int page = cache.pool().take();
            try {
                cache.copy(pages.get(last), page);
            } catch (RuntimeException | Error failure) {
                cache.pool().giveBack(page);
                throw failure;
            }
            cache.pool().giveBack(pages.set(last, page));
        }
        while (pages.size() < KeyValuePages.of(length + more)) {
            pages.add(cache.pool().take());
        }
    }

    /** Where token i goes: 16 times its page, and which of the page it is. */
    int slot(int i) {
        return pages.get(i / KeyValuePages.TOKENS) * KeyValuePages.TOKENS + i % KeyValuePages.TOKENS;
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
        while (pages.size() > KeyValuePages.of(length)) {
            cache.pool().giveBack(pages.remove(pages.size() - 1));
        }
    }

    @Override
    public void release() {
        truncate(0);
        memory.ifPresent(RowMemory::release);
    }
}
