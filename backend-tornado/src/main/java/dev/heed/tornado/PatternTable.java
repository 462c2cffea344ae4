package dev.heed.tornado;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * What the kernels read of patterns: for each 16 queries of an entry, and each head where heads differ, a list of the steps
 * of keys that any of the queries sees. An item of a list is the first key of the step, and for each of the queries a bit
 * for each key of the step, 1 for those that it sees. As many items as the pattern lets through, and no more.
 */
final class PatternTable {
    /** Ints of an item. */
    static final int ITEM = 1 + FusedAttention.TILE;

    private final Patterns patterns;
    private final int variants;
    private final int step;
    private final List<int[]> lists = new ArrayList<>();
    private int ints;

    /**
     * An empty table.
     *
     * @param step how many keys a kernel goes through at a time; at most 32
     */
    PatternTable(Patterns patterns, int heads, int step) {
        this.patterns = patterns;
        this.variants = patterns.variants(heads);
        this.step = step;
    }

    /** Adds the lists of an entry; the entries come in their order. */
    void add(int queries, int keys, Visibility visibility) {
        if (patterns.none()) {
            return;
        }
        for (int first = 0; first < queries; first += FusedAttention.TILE) {
            int count = Math.min(FusedAttention.TILE, queries - first);
            for (int head = 0; head < variants; head++) {
                int[] list = list(head, first, count, keys, visibility);
                lists.add(list);
                ints += list.length + 2;
            }
        }
    }

    private int[] list(int head, int first, int count, int keys, Visibility visibility) {
        BitSet steps = new BitSet();
        List<KeySpans> seen = new ArrayList<>();
        for (int query = first; query < first + count; query++) {
            KeySpans spans = patterns.seen(head, query, visibility, keys);
            spans.spans().forEach(span -> steps.set(span.from() / step, (span.to() - 1) / step + 1));
            seen.add(spans);
        }
        int[] list = new int[steps.cardinality() * ITEM];
        int at = 0;
        for (int each = steps.nextSetBit(0); each >= 0; each = steps.nextSetBit(each + 1)) {
            list[at] = each * step;
            at += ITEM;
        }
        for (int query = 0; query < count; query++) {
            mark(list, query, seen.get(query));
        }
        return list;
    }

    /** Sets the bits of what a query sees; both its spans and the list go upward. */
    private void mark(int[] list, int query, KeySpans seen) {
        int at = 0;
        for (KeySpans.Span span : seen.spans()) {
            for (int key = span.from(); key < span.to(); key++) {
                while (list[at] + step <= key) {
                    at += ITEM;
                }
                list[at + 1 + query] |= 1 << (key - list[at]);
            }
        }
    }

    /** How many ints it adds to a call's data. */
    int size() {
        return ints;
    }

    /** Writes it. */
    void write(CallData data) {
        data.set(CallHeader.PATTERN_HEADS, variants);
        data.set(CallHeader.PATTERN_STEP, step);
        if (lists.isEmpty()) {
            return;
        }
        List<Integer> places = new ArrayList<>();
        for (int[] list : lists) {
            places.add(data.size());
            Arrays.stream(list).forEach(data::add);
        }
        data.begin(CallHeader.PATTERNS);
        for (int i = 0; i < lists.size(); i++) {
            data.add(places.get(i));
            data.add(lists.get(i).length / ITEM);
        }
    }
}
