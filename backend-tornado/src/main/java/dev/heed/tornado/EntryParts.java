package dev.heed.tornado;

import java.util.List;

/** Writes the parts of a call's data that tell kernels of the entries: entries, ranges and tiles. */
final class EntryParts {
    private EntryParts() {}

    /** How many ints {@link #write} adds at most. */
    static long most(int entries, long queries) {
        return (CallHeader.ENTRY + 2L) * entries + 3 * queries + 2 * (queries / FusedAttention.TILE + 1);
    }

    static void write(CallData data, List<Entry> entries) {
        data.begin(CallHeader.ENTRIES);
        int row = 0;
        int tile = 0;
        for (Entry each : entries) {
            data.add(each.query());
            data.add(each.key());
            data.add(each.value());
            data.add(each.output());
            data.add(row);
            data.add(each.queries());
            data.add(tile);
            data.add(each.keys());
            row += each.queries();
            tile += Capacity.groups(each.queries(), FusedAttention.TILE);
        }
        data.begin(CallHeader.RANGES);
        for (Entry each : entries) {
            for (int query = 0; query < each.queries(); query++) {
                data.add(each.visibility().from(query));
                data.add(each.visibility().to(query));
                data.add(each.visibility().position(query));
            }
        }
        data.begin(CallHeader.TILES);
        for (Entry each : entries) {
            for (int query = 0; query < each.queries(); query += FusedAttention.TILE) {
                tile(data, each, query);
            }
        }
    }

    /** What the queries of a tile see together. */
    private static void tile(CallData data, Entry entry, int first) {
        int from = Integer.MAX_VALUE;
        int to = 0;
        int end = Math.min(entry.queries(), first + FusedAttention.TILE);
        for (int query = first; query < end; query++) {
            int queryFrom = entry.visibility().from(query);
            int queryTo = entry.visibility().to(query);
            if (queryFrom < queryTo) {
                from = Math.min(from, queryFrom);
                to = Math.max(to, queryTo);
            }
        }
        data.add(Math.min(from, to));
        data.add(to);
    }
}
