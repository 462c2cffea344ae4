package dev.heed.djl;

import ai.djl.engine.EngineException;
import java.util.HashSet;
import java.util.Set;

/**
 * Keys and values of tokens that follow one another. Several rows may share it, each the
 * tokens that its {@link CachePart} counts; only a row that has it for itself writes to it.
 */
final class CacheBlock {
    private final KeyValueCache cache;
    private final Set<CachePart> parts = new HashSet<>();
    private CacheMemory memory;
    private int spare;

    /** With room for so many tokens, and for about so many more. */
    CacheBlock(KeyValueCache cache, int tokens, int spare) {
        this.cache = cache;
        this.spare = spare;
        this.memory = cache.take(KeyValueCache.pages(tokens + spare));
    }

    CacheMemory memory() {
        return memory;
    }

    boolean shared() {
        return parts.size() > 1;
    }

    void add(CachePart part) {
        parts.add(part);
    }

    /** Frees what no part counts any more. */
    void remove(CachePart part) {
        parts.remove(part);
        if (parts.isEmpty()) {
            cache.giveBack(memory);
        } else {
            fit();
        }
    }

    /**
     * Gives back the pages that no part reaches, if they are more than what is kept to spare. Where there is no memory
     * left to copy into, it stays as it is.
     */
    void fit() {
        int used = used();
        if (KeyValueCache.pages(used + spare) >= memory.tokens()) {
            return;
        }
        try {
            resize(used, 0);
        } catch (EngineException | IllegalStateException | OutOfMemoryError full) {
            // Nothing is lost: what is too large now is freed with its last part.
            return;
        }
    }

    /** Makes room for so many tokens, and for about so many more. */
    void grow(int tokens, int more) {
        if (tokens > memory.tokens()) {
            resize(tokens, more);
        }
    }

    /** How many tokens can be written behind the first {@code count}: none if others read them. */
    int free(int count) {
        return shared() ? 0 : memory.tokens() - count;
    }

    private int used() {
        return parts.stream().mapToInt(CachePart::count).max().orElse(0);
    }

    private void resize(int tokens, int more) {
        int wanted = KeyValueCache.pages(tokens + more);
        CacheMemory other = cache.take(wanted);
        try {
            cache.copy(memory, 0, Math.min(used(), wanted), other);
        } catch (RuntimeException | Error failure) {
            cache.giveBack(other);
            throw failure;
        }
        cache.giveBack(memory);
        memory = other;
        spare = more;
    }
}
