package dev.heed.nd4j;

import java.util.List;

/**
 * What the new tokens of a row see of it: themselves and what came before them, no further back than a window.
 *
 * @param past the position of query 0
 * @param left how many keys before its own a query sees
 */
record CausalBand(int past, int left) implements Visibility {
    private static final Patterns NONE = new Patterns(List.of(), List.of());

    @Override
    public int from(int query) {
        return Math.max(0, past + query - left);
    }

    @Override
    public int to(int query) {
        return past + query + 1;
    }

    @Override
    public int position(int query) {
        return past + query;
    }

    @Override
    public Patterns patterns() {
        return NONE;
    }
}
