package dev.heed.nd4j;

import java.util.Arrays;

/**
 * Some keys as ascending ranges that neither overlap nor touch. Grows with what is added, and is used again. Not for
 * use by several threads while it changes.
 */
final class KeySpans {
    private int[] from = new int[2];
    private int[] to = new int[2];
    private int[] keysBefore = new int[2];
    private int size;

    /** Keys 0 to count − 1. */
    static KeySpans upTo(int count) {
        KeySpans all = new KeySpans();
        all.add(0, count);
        return all;
    }

    void clear() {
        size = 0;
    }

    /** Adds keys that come after all that are there; an empty range adds nothing. */
    void add(int first, int end) {
        if (first >= end) {
            return;
        }
        if (size > 0 && to[size - 1] == first) {
            to[size - 1] = end;
            return;
        }
        if (size == from.length) {
            from = Arrays.copyOf(from, 2 * size);
            to = Arrays.copyOf(to, 2 * size);
            keysBefore = Arrays.copyOf(keysBefore, 2 * size);
        }
        keysBefore[size] = keys();
        from[size] = first;
        to[size] = end;
        size++;
    }

    /** How many ranges there are. */
    int size() {
        return size;
    }

    /** The first key of a range. */
    int from(int span) {
        return from[span];
    }

    /** The key after the last one of a range. */
    int to(int span) {
        return to[span];
    }

    /** How many keys the ranges before this one hold together: the column of its first key, when they are packed. */
    int keysBefore(int span) {
        return keysBefore[span];
    }

    /** How many keys there are. */
    int keys() {
        return size == 0 ? 0 : keysBefore[size - 1] + to[size - 1] - from[size - 1];
    }

    /** The first range that reaches beyond a key; {@link #size} if none does. */
    int firstEndingAfter(int key) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (to[middle] > key) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    boolean contains(int key) {
        int span = firstEndingAfter(key);
        return span < size && from[span] <= key;
    }

    /** Becomes the same as another. */
    void copy(KeySpans other) {
        setPart(other, 0, other.keys());
    }

    /** Becomes the keys that both hold; neither may be this one. */
    void setIntersection(KeySpans a, KeySpans b) {
        clear();
        int i = 0;
        int j = 0;
        while (i < a.size && j < b.size) {
            add(Math.max(a.from[i], b.from[j]), Math.min(a.to[i], b.to[j]));
            if (a.to[i] < b.to[j]) {
                i++;
            } else {
                j++;
            }
        }
    }

    /** Becomes the keys that either holds; neither may be this one. */
    void setUnion(KeySpans a, KeySpans b) {
        clear();
        int i = 0;
        int j = 0;
        while (i < a.size || j < b.size) {
            boolean fromA = j == b.size || (i < a.size && a.from[i] <= b.from[j]);
            int first = fromA ? a.from[i] : b.from[j];
            int end = fromA ? a.to[i++] : b.to[j++];
            if (size > 0) {
                end = Math.max(end, to[size - 1]);
                first = Math.max(first, to[size - 1]);
            }
            add(first, end);
        }
    }

    /** Becomes the keys of another from the first-th to the one before the end-th, counted as if they were packed. */
    void setPart(KeySpans all, int first, int end) {
        clear();
        for (int i = 0; i < all.size && all.keysBefore[i] < end; i++) {
            int shift = all.from[i] - all.keysBefore[i];
            add(Math.max(all.from[i], first + shift), Math.min(all.to[i], end + shift));
        }
    }

    /** Replaces the scores of those of some neighbouring keys that are not among these by −∞. */
    void hideOthers(int key, int count, float[] scores, int at) {
        int next = key;
        int end = key + count;
        for (int i = firstEndingAfter(key); i < size && from[i] < end; i++) {
            if (from[i] > next) {
                Arrays.fill(scores, at + next - key, at + from[i] - key, Float.NEGATIVE_INFINITY);
            }
            next = to[i];
        }
        if (next < end) {
            Arrays.fill(scores, at + next - key, at + count, Float.NEGATIVE_INFINITY);
        }
    }
}
