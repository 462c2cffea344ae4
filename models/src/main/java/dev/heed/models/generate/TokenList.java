package dev.heed.models.generate;

import java.util.Arrays;

/** Tokens in a row, growing at the end. */
final class TokenList {
    private int[] tokens;
    private int size;

    TokenList(int... tokens) {
        this.tokens = tokens.clone();
        this.size = tokens.length;
    }

    void add(int token) {
        if (size == tokens.length) {
            tokens = Arrays.copyOf(tokens, Math.max(16, 2 * size));
        }
        tokens[size++] = token;
    }

    int size() {
        return size;
    }

    int[] toArray() {
        return Arrays.copyOf(tokens, size);
    }

    /** Those from an index on. */
    int[] from(int start) {
        return Arrays.copyOfRange(tokens, start, size);
    }
}
