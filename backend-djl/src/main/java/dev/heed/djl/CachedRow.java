package dev.heed.djl;

import dev.heed.spi.SessionRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The cache of one row: blocks, the last of which new tokens go into, and the memory that it attends to. */
final class CachedRow implements SessionRow<CachedRow> {
    /** From so many blocks on, a row that grows takes everything into one. */
    private static final int MOST_PARTS = 16;

    private final KeyValueCache cache;
    private final List<CachePart> parts = new ArrayList<>();
    private final Optional<RowMemory> memory;

    /** Takes over one use of the memory. */
    CachedRow(KeyValueCache cache, Optional<RowMemory> memory) {
        this.cache = cache;
        this.memory = memory;
    }

    List<CachePart> parts() {
        return parts;
    }

    Optional<RowMemory> memory() {
        return memory;
    }

    @Override
    public int length() {
        return parts.stream().mapToInt(CachePart::count).sum();
    }

    /** A row that goes on from the same tokens, which both share. */
    @Override
    public CachedRow copy() {
        CachedRow copy = new CachedRow(cache, memory.map(RowMemory::use));
        parts.forEach(part -> copy.parts.add(new CachePart(part.block(), part.count())));
        return copy;
    }

    /** Makes room for more tokens in a last block that no other row has. Nothing that the row holds changes. */
    void prepare(int more) {
        if (parts.size() >= MOST_PARTS && last().block().shared()) {
            gather(more);
        } else if (parts.isEmpty() || last().block().shared()) {
            branch(more);
        } else {
            last().block().grow(last().count() + more);
        }
    }

    private CachePart last() {
        return parts.get(parts.size() - 1);
    }

    /** Leaves whole pages of a shared block shared, and takes the rest along. */
    private void branch(int more) {
        int held = parts.isEmpty() ? 0 : last().count();
        int whole = held / KeyValueCache.PAGE * KeyValueCache.PAGE;
        CacheBlock block = new CacheBlock(cache, held - whole + more);
        CachePart part = new CachePart(block, held - whole);
        if (held > 0) {
            copyInto(part, last(), whole);
            if (whole == 0) {
                parts.remove(parts.size() - 1).release();
            } else {
                last().count(whole);
                last().block().fit();
            }
        }
        parts.add(part);
    }

    private void copyInto(CachePart target, CachePart source, int start) {
        try {
            cache.copy(
                    source.block().array(),
                    start,
                    target.count(),
                    target.block().array());
        } catch (RuntimeException | Error failure) {
            target.release();
            throw failure;
        }
    }

    /** Takes everything into one block of the row's own. */
    private void gather(int more) {
        int length = length();
        CacheBlock block = new CacheBlock(cache, length + more);
        CachePart all = new CachePart(block, length);
        try {
            cache.gather(parts, block.array());
        } catch (RuntimeException | Error failure) {
            all.release();
            throw failure;
        }
        parts.forEach(CachePart::release);
        parts.clear();
        parts.add(all);
    }

    /** Tokens that were written behind the last one now count. */
    void advance(int tokens) {
        last().count(last().count() + tokens);
    }

    @Override
    public void truncate(int length) {
        int over = length() - length;
        while (over > 0) {
            CachePart last = last();
            if (last.count() <= over) {
                over -= last.count();
                parts.remove(parts.size() - 1).release();
            } else {
                last.count(last.count() - over);
                last.block().fit();
                over = 0;
            }
        }
    }

    /** Gives back pages that were made ready and not used. */
    void fit() {
        if (parts.isEmpty()) {
            return;
        }
        if (last().count() == 0) {
            parts.remove(parts.size() - 1).release();
        } else {
            last().block().fit();
        }
    }

    @Override
    public void release() {
        parts.forEach(CachePart::release);
        parts.clear();
        memory.ifPresent(RowMemory::release);
    }
}
