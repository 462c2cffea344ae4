package dev.heed.conformance;

import dev.heed.conformance.oracle.Reals;
import dev.heed.decoder.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A sequence as its last token, each of which knows the one before: rows that begin alike share their tokens.
 *
 * @param last the last token, or null for none
 * @param memory what the row attends to besides itself, [length][memoryWidth]
 */
record OracleRow(@Nullable Token last, double[][] memory) {
    /** A token at a place; no two are the same. */
    static final class Token {
        private final int id;
        private final int place;
        private final Optional<Token> before;

        private Token(int id, @Nullable Token before) {
            this.id = id;
            this.place = before == null ? 0 : before.place + 1;
            this.before = Optional.ofNullable(before);
        }
    }

    /** An empty row for each entry of a memory. */
    static List<OracleRow> of(Memory memory) {
        Reals states = Reals.of(memory.states());
        List<OracleRow> rows = new ArrayList<>();
        for (int length : memory.lengths()) {
            double[][] ofRow = new double[length][];
            for (int s = 0; s < length; s++) {
                ofRow[s] = states.slice(
                        states.at(rows.size(), s, 0), states.shape().dim(2));
            }
            rows.add(new OracleRow(null, ofRow));
        }
        return rows;
    }

    /** An empty row of a decoder without memory. */
    static OracleRow empty() {
        return new OracleRow(null, new double[0][]);
    }

    int length() {
        return last == null ? 0 : last.place + 1;
    }

    OracleRow plus(int id) {
        return new OracleRow(new Token(id, last), memory);
    }

    OracleRow cut(int length) {
        Token token = last;
        while (token != null && token.place >= length) {
            token = token.before.orElse(null);
        }
        return new OracleRow(token, memory);
    }

    int[] tokens() {
        int[] ids = new int[length()];
        for (Token token = last; token != null; token = token.before.orElse(null)) {
            ids[token.place] = token.id;
        }
        return ids;
    }

    void addTokens(Set<Token> held) {
        for (Token token = last; token != null && held.add(token); token = token.before.orElse(null)) {}
    }
}
