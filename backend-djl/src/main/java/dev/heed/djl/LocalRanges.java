package dev.heed.djl;

import dev.heed.attention.Mask;
import dev.heed.spi.VisibleKeys;
import java.util.HashSet;
import java.util.Set;

/** The keys around each query that a pattern of local and global keys lets through; all of them for a global query. */
final class LocalRanges {
    private final Mask.GlobalLocal pattern;
    private final VisibleKeys visible;
    private final int keys;
    private final Set<Integer> globals;

    LocalRanges(Mask.GlobalLocal pattern, VisibleKeys visible, int keys) {
        this.pattern = pattern;
        this.visible = visible;
        this.keys = keys;
        this.globals = new HashSet<>(pattern.globals());
    }

    /** The first key. */
    int from(int b, int query) {
        int position = visible.alignedPosition(b, query);
        return everything(position, pattern.left()) ? 0 : clamp((long) position - pattern.left());
    }

    /** The key after the last. */
    int to(int b, int query) {
        int position = visible.alignedPosition(b, query);
        return everything(position, pattern.right()) ? keys : clamp((long) position + pattern.right() + 1);
    }

    private boolean everything(int position, int side) {
        return side == Mask.UNBOUNDED || globals.contains(position);
    }

    private int clamp(long key) {
        return (int) Math.max(0, Math.min(keys, key));
    }
}
