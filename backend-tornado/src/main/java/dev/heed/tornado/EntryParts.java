package dev.heed.tornado;

import java.util.ArrayList;
import java.util.List;

/** Writes the parts of a call's data that tell kernels of the entries: entries, ranges and tiles. */
final class EntryParts {
    private EntryParts() {}

    /** How many ints {@link #write} adds. */
    static long size(int entries, long queries, long tiles, long pages) {
        return (long) CallHeader.ENTRY * entries + 3 * queries + 2 * tiles + pages;
    }

    /** Writes all parts. */
    static void write(CallData data, List<Entry> entries) {
        write(data, entries, CallHeader.RANGES, true);
    }

    /**
     * Writes the ranges and tiles, whose places go to the header, and before them perhaps the entries.
     *
     * @param ranges where in the header the place of the ranges goes; that of the tiles follows
     */
    static void write(CallData data, List<Entry> entries, int ranges, boolean withEntries) {
        if (withEntries) {
            entries(data, entries);
        }
        data.begin(ranges);
        for (Entry each : entries) {
            for (int query = 0; query < each.queries(); query++) {
                data.add(each.visibility().from(query));
                data.add(each.visibility().to(query));
                data.add(each.visibility().position(query));
            }
        }
        data.begin(ranges + 1);
        for (Entry each : entries) {
            for (int query = 0; query < each.queries(); query += FusedAttention.TILE) {
                tile(data, each, query);
            }
        }
    }

    private static void entries(CallData data, List<Entry> entries) {
        List<Integer> pages = new ArrayList<>();
        for (Entry each : entries) {
            pages.add(data.size());
            each.pages().forEach(data::add);
        }
        data.begin(CallHeader.ENTRIES);
        int row = 0;
        int tile = 0;
        for (int i = 0; i < entries.size(); i++) {
            Entry each = entries.get(i);
            data.add(each.query());
            data.add(each.key());
            data.add(each.value());
            data.add(each.output());
            data.add(row);
            data.add(each.queries());
            data.add(tile);
            data.add(each.keys());
            data.add(pages.get(i));
            row += each.queries();
            tile += Capacity.groups(each.queries(), FusedAttention.TILE);
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
