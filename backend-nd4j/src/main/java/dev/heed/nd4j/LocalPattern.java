package dev.heed.nd4j;

import dev.heed.attention.Mask;

/**
 * A window with global positions (Longformer, Beltagy et al., 2020).
 *
 * @param left how many keys before the query's position
 * @param right how many keys after it
 * @param globals the global positions; never changed
 */
record LocalPattern(int left, int right, KeySpans globals) {
    static LocalPattern of(Mask.GlobalLocal mask) {
        KeySpans globals = new KeySpans();
        for (int global : mask.globals()) {
            globals.add(global, (int) Math.min(Integer.MAX_VALUE, global + 1L));
        }
        return new LocalPattern(mask.left(), mask.right(), globals);
    }

    /** Whether a query at this position sees every key. */
    boolean seesAll(int position) {
        return globals.contains(position);
    }

    /** The first key of the window. */
    int from(int position) {
        return left == Mask.UNBOUNDED ? 0 : clamp((long) position - left);
    }

    /** The key after the last one of the window. */
    int to(int position) {
        return right == Mask.UNBOUNDED ? Integer.MAX_VALUE : clamp((long) position + right + 1);
    }

    private static int clamp(long key) {
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, key));
    }
}
