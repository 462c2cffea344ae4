package dev.heed.nd4j;

import java.util.Arrays;

/** Which keys the queries of one head see: their range, less what the patterns hide. For one thread. */
final class SeenKeys {
    private final Visibility visibility;
    private final int head;
    private final Patterns patterns;
    private final KeySpans window = new KeySpans();
    private final KeySpans open = new KeySpans();
    private final KeySpans before = new KeySpans();
    private final KeySpans[] blocks;
    private final int[] rowOfBlocks;

    SeenKeys(Visibility visibility, int head) {
        this.visibility = visibility;
        this.head = head;
        this.patterns = visibility.patterns();
        this.blocks = new KeySpans[patterns.blocks().size()];
        this.rowOfBlocks = new int[blocks.length];
        Arrays.setAll(blocks, i -> new KeySpans());
        Arrays.fill(rowOfBlocks, -1);
    }

    /** Sets the keys that a query sees. */
    void of(int query, KeySpans into) {
        into.clear();
        into.add(visibility.from(query), visibility.to(query));
        if (into.keys() == 0 || patterns.none()) {
            return;
        }
        int position = visibility.position(query);
        for (LocalPattern pattern : patterns.local()) {
            if (!pattern.seesAll(position)) {
                window.clear();
                window.add(pattern.from(position), pattern.to(position));
                open.setUnion(window, pattern.globals());
                narrow(into, open);
            }
        }
        for (int i = 0; i < blocks.length; i++) {
            narrow(into, rowOf(i, query));
        }
    }

    private void narrow(KeySpans spans, KeySpans by) {
        before.copy(spans);
        spans.setIntersection(before, by);
    }

    /** The map's row, which is the last query's too as a rule. */
    private KeySpans rowOf(int number, int query) {
        BlockPattern pattern = patterns.blocks().get(number);
        int row = pattern.row(head, query);
        if (rowOfBlocks[number] != row) {
            pattern.keys(row, blocks[number]);
            rowOfBlocks[number] = row;
        }
        return blocks[number];
    }
}
