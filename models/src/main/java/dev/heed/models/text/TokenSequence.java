package dev.heed.models.text;

/**
 * The tokens of one text, special ones included.
 *
 * @param ids the token ids; not to be written to
 * @param truncated whether the text was longer than may be read, and cut off
 */
public record TokenSequence(int[] ids, boolean truncated) {
    /** How many tokens there are. */
    public int length() {
        return ids.length;
    }
}
