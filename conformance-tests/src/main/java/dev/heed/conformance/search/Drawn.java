package dev.heed.conformance.search;

/**
 * One draw of a search, as it is told of before it runs: what crashes the process can be repeated from here.
 *
 * @param index how many draws came before it
 * @param seed its own seed, made of the search's seed and its index
 * @param kind what it is of
 */
public record Drawn(long index, long seed, Kind kind) {
    /** The draw of this index of a search: one in four is an encoder. */
    static Drawn of(long searchSeed, long index) {
        long seed = (searchSeed * 0x9E3779B97F4A7C15L + index) * 0xBF58476D1CE4E5B9L;
        return new Drawn(index, seed ^ seed >>> 31, index % 4 == 3 ? Kind.ENCODER : Kind.ATTENTION);
    }

    /** The problem that is drawn. */
    Problem problem() {
        return kind.draw(Choices.random(seed));
    }
}
