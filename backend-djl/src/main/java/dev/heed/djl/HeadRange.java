package dev.heed.djl;

import dev.heed.tensor.Shape;
import java.nio.ByteBuffer;

/**
 * Some heads of some batch entries of a tensor [batch, heads, rows, width], whose numbers follow one another: all heads,
 * or those of one entry.
 *
 * @param entry the first entry
 * @param head the first head
 */
record HeadRange(int entry, int entries, int head, int heads) {
    /** Of the query heads, when this is one of key/value heads that so many query heads read each. */
    HeadRange ofQueries(int groups) {
        return new HeadRange(entry, entries, head * groups, heads * groups);
    }

    /** The shape of the range. */
    int[] dims(Shape whole) {
        return new int[] {entries, heads, whole.dim(2), whole.dim(3)};
    }

    /** The bytes of the range, when those of the whole tensor of FLOAT32 are given. */
    ByteBuffer in(ByteBuffer bytes, Shape whole) {
        int ofHead = whole.dim(2) * whole.dim(3) * Float.BYTES;
        return bytes.slice((entry * whole.dim(1) + head) * ofHead, entries * heads * ofHead);
    }
}
