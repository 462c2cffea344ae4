package dev.heed.tornado;

import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** How kernels read what {@link PatternTable} wrote. A list at place 0 is none: every step comes, and all of it shows. */
final class PatternLists {
    private PatternLists() {}

    /** Where the table tells the list of 16 queries of a head: its place, and behind it how many items it has. */
    static int of(IntArray call, int tile, int head) {
        int variants = call.get(CallHeader.PATTERN_HEADS);
        return call.get(CallHeader.PATTERNS) + 2 * (tile * variants + (variants == 1 ? 0 : head));
    }

    /** The first key of a step. */
    static int key(IntArray call, int list, int step, int unlisted) {
        return list > 0 ? call.get(list + step * PatternTable.ITEM) : unlisted;
    }

    /** 1 if one of the 16 queries sees a key of a step, else 0. */
    static int shown(IntArray call, int list, int step, int query, int key) {
        return list > 0 ? (call.get(list + step * PatternTable.ITEM + 1 + query) >> key) & 1 : 1;
    }

    /** The same for any key of the entry, whose step is looked for. */
    static int found(IntArray call, int tile, int head, int query, int key) {
        int patterned = call.get(CallHeader.PATTERNS) > 0 ? 1 : 0;
        int listed = patterned == 1 ? of(call, tile, head) : 0;
        int items = patterned == 1 ? call.get(listed + 1) : 0;
        int list = patterned == 1 ? call.get(listed) : 0;
        int shown = 1 - patterned;
        for (int i = 0; i < items; i++) {
            int offset = key - call.get(list + i * PatternTable.ITEM);
            if (offset >= 0 && offset < call.get(CallHeader.PATTERN_STEP)) {
                shown = (call.get(list + i * PatternTable.ITEM + 1 + query) >> offset) & 1;
            }
        }
        return shown;
    }
}
