package dev.heed.nd4j;

import java.util.Arrays;

/**
 * Some neighbouring queries of a head that are computed together, with the keys that any of them sees. A tile takes in
 * one query after the other while the scores that it computes stay few beside those that count: so a query that sees
 * everything does not make its neighbours compare themselves with everything, and the work stays proportional to what
 * the masks let through (rules ATT-8 and ATT-13). Used again for tile after tile, by one thread.
 */
final class QueryTile {
    /** At most so many scores are computed for each one that counts. */
    private static final int MOST_FOR_EACH = 2;

    /** So many scores cost less than what comes with every tile. */
    private static final int FREE = 8192;

    private final KeySpans[] ofQuery = new KeySpans[Scratch.QUERY_TILE];
    private KeySpans keys = new KeySpans();
    private KeySpans wider = new KeySpans();
    private int begin;
    private int end;

    QueryTile() {
        Arrays.setAll(ofQuery, i -> new KeySpans());
    }

    /**
     * Takes queries, one at least.
     *
     * @param first the first, counted from the head's first
     * @param allKeys whether all keys count, also those that no query sees
     */
    void take(Head head, SeenKeys seen, int first, boolean allKeys) {
        begin = first;
        end = first;
        keys.clear();
        if (allKeys) {
            keys.add(0, head.keys().count());
        }
        int most = Math.min(head.queries().count(), first + Scratch.QUERY_TILE);
        for (long count = 0; end < most; end++) {
            KeySpans next = ofQuery[end - begin];
            seen.of(head.firstQuery() + end, next);
            wider.setUnion(keys, next);
            count += allKeys ? wider.keys() : next.keys();
            long computed = (end + 1L - begin) * wider.keys();
            if (end > begin && computed > Math.max(FREE, MOST_FOR_EACH * count)) {
                return;
            }
            KeySpans narrower = keys;
            keys = wider;
            wider = narrower;
        }
    }

    /** The first query, counted from the head's first. */
    int begin() {
        return begin;
    }

    /** The query after the last one. */
    int end() {
        return end;
    }

    int queries() {
        return end - begin;
    }

    /** The keys that any of the queries sees. */
    KeySpans keys() {
        return keys;
    }

    /** The keys that one of them sees; the first is 0. */
    KeySpans keysOf(int query) {
        return ofQuery[query];
    }
}
