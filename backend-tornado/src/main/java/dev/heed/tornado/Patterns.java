package dev.heed.tornado;

import dev.heed.attention.Mask;
import dev.heed.spi.VisibleKeys;
import dev.heed.tensor.Shape;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The patterns of a mask, all of which must hold (rule ATT-13).
 *
 * @param local windows with global positions
 * @param blocks maps of blocks
 */
record Patterns(List<Mask.GlobalLocal> local, List<Mask.BlockSparse> blocks) {
    static final Patterns NONE = new Patterns(List.of(), List.of());

    /** Those of a call. */
    static Patterns of(VisibleKeys visible) {
        return new Patterns(visible.globalLocal(), visible.blockSparse());
    }

    /** Whether there are none. */
    boolean none() {
        return local.isEmpty() && blocks.isEmpty();
    }

    /** How many heads see different keys: all of them, or one in the place of all. */
    int variants(int heads) {
        return blocks.stream().anyMatch(each -> each.map().shape().dim(0) > 1) ? heads : 1;
    }

    /**
     * What a query of a head sees.
     *
     * @param visibility of the batch entry; its range holds besides the patterns
     * @param keys of the batch entry
     */
    KeySpans seen(int head, int query, Visibility visibility, int keys) {
        KeySpans seen = KeySpans.of(visibility.from(query), visibility.to(query));
        for (Mask.GlobalLocal each : local) {
            seen = seen.and(around(each, visibility.position(query), keys));
        }
        for (Mask.BlockSparse each : blocks) {
            seen = seen.and(blocksOf(each, head, query, keys));
        }
        return seen;
    }

    private static KeySpans around(Mask.GlobalLocal mask, int position, int keys) {
        if (mask.globals().contains(position)) {
            return KeySpans.of(0, keys);
        }
        int from = mask.left() == Mask.UNBOUNDED ? 0 : clamp((long) position - mask.left(), keys);
        int to = mask.right() == Mask.UNBOUNDED ? keys : clamp((long) position + mask.right() + 1, keys);
        List<KeySpans.Span> spans = new ArrayList<>();
        mask.globals().stream().filter(each -> each < from).forEach(each -> spans.add(one(each)));
        if (from < to) {
            spans.add(new KeySpans.Span(from, to));
        }
        int after = Math.max(from, to);
        mask.globals().stream().filter(each -> each >= after && each < keys).forEach(each -> spans.add(one(each)));
        return new KeySpans(spans);
    }

    private static int clamp(long key, int keys) {
        return (int) Math.max(0, Math.min(keys, key));
    }

    private static KeySpans.Span one(int key) {
        return new KeySpans.Span(key, key + 1);
    }

    private static KeySpans blocksOf(Mask.BlockSparse mask, int head, int query, int keys) {
        Shape shape = mask.map().shape();
        ByteBuffer map = mask.map().bytes();
        int size = mask.blockSize();
        int row = ((shape.dim(0) == 1 ? 0 : head) * shape.dim(1) + query / size) * shape.dim(2);
        List<KeySpans.Span> spans = new ArrayList<>();
        for (int column = 0; column < shape.dim(2); column++) {
            if (map.get(row + column) != 0) {
                long to = Math.min(keys, (column + 1L) * size);
                int from = column * size;
                if (from < to) {
                    spans.add(new KeySpans.Span(from, (int) to));
                }
            }
        }
        return new KeySpans(spans);
    }
}
