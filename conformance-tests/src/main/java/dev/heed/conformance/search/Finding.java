package dev.heed.conformance.search;

/**
 * A draw that a backend gets wrong.
 *
 * @param drawn the draw in which it was found
 * @param detail how the smallest case fails
 * @param test the smallest case as a Java test to paste
 */
public record Finding(Drawn drawn, String detail, String test) {
    static Finding of(Drawn drawn, Shrinker.Smallest smallest) {
        String body = smallest.problem().code().indent(4);
        String test = "@Test\nvoid draw" + drawn.index() + "() {\n    // " + drawn.kind() + " of seed " + drawn.seed()
                + "L: " + smallest.verdict().detail() + "\n" + body + "}\n";
        return new Finding(drawn, smallest.verdict().detail(), test);
    }
}
