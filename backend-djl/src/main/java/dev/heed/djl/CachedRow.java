package dev.heed.djl;

import dev.heed.spi.SessionRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The cache of one row: blocks, the last ones of which new tokens go into, and the memory that it attends to. A block
 * that grows is copied, and the more blocks, the more products attention consists of: a block grows until it holds a
 * good part of the row, and then another one begins.
 */
final class CachedRow implements SessionRow<CachedRow> {
    /** From so many blocks on, a row that grows takes everything into one. */
    private static final int MOST_PARTS = 16;

    /** A block of so many tokens may always grow. */
    private static final int SMALL_BLOCK = 512;

    /** A block may grow up to this part of the row. */
    private static final int PART_THAT_GROWS = 4;

    /** Of a long row, this part is kept to spare, so that it does not grow every few tokens. */
    private static final int PART_TO_SPARE = 16;

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

    /** Makes room for more tokens in blocks at the end that no other row has. Nothing that the row holds changes. */
    void prepare(int more) {
        if (parts.isEmpty()) {
            parts.add(new CachePart(new CacheBlock(cache, more, 0), 0));
            return;
        }
        CachePart last = last();
        int length = length();
        boolean full = parts.size() >= MOST_PARTS;
        if (last.block().shared()) {
            if (full) {
                gather(more);
            } else {
                branch(more);
            }
        } else if (last.block().free(last.count()) < more) {
            if (last.count() < Math.max(SMALL_BLOCK, length / PART_THAT_GROWS)) {
                last.block().grow(last.count() + more, spare(length));
            } else if (full) {
                gather(more);
            } else {
                int beyond = more - last.block().free(last.count());
                parts.add(new CachePart(new CacheBlock(cache, beyond, spare(length)), 0));
            }
        }
    }

    private static int spare(int length) {
        return length / PART_TO_SPARE / KeyValueCache.PAGE * KeyValueCache.PAGE;
    }

    /** How many tokens each part has when so many more are written, as {@link #prepare} made room for them. */
    int[] countsWith(int more) {
        int[] counts = parts.stream().mapToInt(CachePart::count).toArray();
        int part = counts.length - 1;
        while (part > 0 && counts[part] == 0) {
            part--;
        }
        for (int left = more; left > 0; part++) {
            int here = Math.min(left, parts.get(part).block().free(counts[part]));
            counts[part] += here;
            left -= here;
        }
        return counts;
    }

    private CachePart last() {
        return parts.get(parts.size() - 1);
    }

    /** Leaves whole pages of a shared block shared, and takes the rest along. */
    private void branch(int more) {
        int held = last().count();
        int whole = held / KeyValueCache.PAGE * KeyValueCache.PAGE;
        CachePart part = new CachePart(new CacheBlock(cache, held - whole + more, 0), held - whole);
        copyInto(part, last(), whole);
        if (whole == 0) {
            parts.remove(parts.size() - 1).release();
        } else {
            last().count(whole);
            last().block().fit();
        }
        parts.add(part);
    }

    private void copyInto(CachePart target, CachePart source, int start) {
        try {
            cache.copy(
                    source.block().memory(),
                    start,
                    target.count(),
                    target.block().memory());
        } catch (RuntimeException | Error failure) {
            target.release();
            throw failure;
        }
    }

    /** Takes everything into one block of the row's own. */
    private void gather(int more) {
        int length = length();
        CacheBlock block = new CacheBlock(cache, length + more, spare(length));
        CachePart all = new CachePart(block, length);
        try {
            cache.gather(parts, block.memory());
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
        int[] counts = countsWith(tokens);
        for (int part = 0; part < counts.length; part++) {
            parts.get(part).count(counts[part]);
        }
    }

    /** The last tokens no longer count; their memory stays. */
    void retreat(int tokens) {
        int over = tokens;
        for (int part = parts.size() - 1; over > 0; part--) {
            CachePart each = parts.get(part);
            int here = Math.min(over, each.count());
            each.count(each.count() - here);
            over -= here;
        }
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
        while (!parts.isEmpty() && last().count() == 0) {
            parts.remove(parts.size() - 1).release();
        }
        if (!parts.isEmpty()) {
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
