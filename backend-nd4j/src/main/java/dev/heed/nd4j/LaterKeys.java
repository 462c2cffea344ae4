package dev.heed.nd4j;

/**
 * What queries see where the first keys were left out.
 *
 * @param all what they see of all keys
 * @param first how many were left out; no query sees one of them
 */
record LaterKeys(Visibility all, int first) implements Visibility {
    @Override
    public int from(int query) {
        return all.from(query) - first;
    }

    @Override
    public int to(int query) {
        return all.to(query) - first;
    }

    @Override
    public int position(int query) {
        return all.position(query) - first;
    }

    @Override
    public Patterns patterns() {
        return all.patterns();
    }
}
