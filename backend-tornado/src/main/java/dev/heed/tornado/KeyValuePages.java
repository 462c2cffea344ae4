package dev.heed.tornado;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How keys and values lie on the device: in pages of 16 tokens, wherever there is room, so that rows of a decoder grow
 * and share them, and so that a vector has the same number of 16 keys.
 *
 * <p>keys [pages, layers, keyHeads, width, 16], values [pages, layers, valueHeads, 16, valueWidth].
 *
 * @param layers how many layers share a page
 * @param keyHeads heads of what is scored
 * @param width the width of what is scored
 * @param valueHeads heads of the values
 * @param valueWidth the width of a value
 */
record KeyValuePages(int layers, int keyHeads, int width, int valueHeads, int valueWidth) {
    /** Tokens of a page. */
    static final int TOKENS = 16;

    /** How many pages hold so many tokens. */
    static int of(int tokens) {
        return Capacity.groups(tokens, TOKENS);
    }

    /** The pages of a sequence that has the next ones. */
    static List<Integer> next(int first, int tokens) {
        return IntStream.range(first, first + of(tokens)).boxed().toList();
    }

    /** The numbers of the keys of a page. */
    long keys() {
        return (long) layers * keyHeads * width * TOKENS;
    }

    /** The numbers of the values of a page. */
    long values() {
        return (long) layers * valueHeads * valueWidth * TOKENS;
    }

    /** Tells a call's data. */
    void write(CallData data) {
        data.set(CallHeader.KEY_HEADS, keyHeads);
        data.set(CallHeader.VALUE_HEADS, valueHeads);
        data.set(CallHeader.KEY_LAYER, keyHeads * width);
        data.set(CallHeader.KEY_PAGE, layers * keyHeads * width);
        data.set(CallHeader.VALUE_LAYER, valueHeads * valueWidth);
        data.set(CallHeader.VALUE_PAGE, layers * valueHeads * valueWidth);
    }
}
