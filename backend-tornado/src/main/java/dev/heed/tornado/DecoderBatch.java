package dev.heed.tornado;

import dev.heed.spi.DecoderCall;
import java.util.ArrayList;
import java.util.List;

/**
 * Tokens that go through all layers together, one piece of a row after the other.
 *
 * @param pieces none is empty
 * @param rows their tokens together
 */
record DecoderBatch(List<Piece> pieces, int rows) {
    /**
     * Neighbouring tokens of one row.
     *
     * @param number which row of the session
     * @param row its cache
     * @param from the first token, counted from the first that the call feeds the row
     * @param count how many
     * @param start the first one's row in the batch
     */
    record Piece(int number, CachedRow row, int from, int count, int start) {
        /** How many tokens come before the first one. */
        int past() {
            return row.length() + from;
        }

        /** How many tokens the row has, those of this piece among them. */
        int length() {
            return past() + count;
        }
    }

    /** What a call feeds, cut into batches that follow one another. */
    static List<DecoderBatch> of(DecoderCall call, List<CachedRow> rows) {
        List<DecoderBatch> batches = new ArrayList<>();
        List<Piece> pieces = new ArrayList<>();
        int used = 0;
        for (int row = 0; row < call.rows(); row++) {
            int count;
            for (int from = 0; from < call.count(row); from += count) {
                if (used == DecoderPlan.ROWS) {
                    batches.add(new DecoderBatch(pieces, used));
                    pieces = new ArrayList<>();
                    used = 0;
                }
                count = Math.min(call.count(row) - from, DecoderPlan.ROWS - used);
                pieces.add(new Piece(row, rows.get(row), from, count, used));
                used += count;
            }
        }
        if (used > 0) {
            batches.add(new DecoderBatch(pieces, used));
        }
        return batches;
    }

    /** The tokens of the longest row. */
    int length() {
        return pieces.stream().mapToInt(Piece::length).max().orElse(0);
    }

    /** The tokens of the longest piece. */
    int longest() {
        return pieces.stream().mapToInt(Piece::count).max().orElse(0);
    }

    /** How many page numbers the rows have, and how many their memories. */
    int references() {
        int own = 0;
        int memories = 0;
        for (Piece each : pieces) {
            own += KeyValuePages.of(each.length());
            memories += each.row.memory().map(memory -> memory.pages().size()).orElse(0);
        }
        return Math.max(own, memories);
    }
}
