package dev.heed.nd4j;

import dev.heed.spi.DecoderCall;
import java.util.ArrayList;
import java.util.List;

/**
 * Tokens that go through all layers together, one piece of a row after the other.
 *
 * @param call the call that feeds them
 * @param pieces none is empty
 * @param rows their tokens together
 */
record DecoderBatch(DecoderCall call, List<Piece> pieces, int rows) {
    /** So many tokens make products efficient; more would only take more memory. */
    private static final int MOST_ROWS = 512;

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
    }

    /** What a call feeds, cut into batches that follow one another. */
    static List<DecoderBatch> of(DecoderCall call, List<CachedRow> rows) {
        List<DecoderBatch> batches = new ArrayList<>();
        List<Piece> pieces = new ArrayList<>();
        int used = 0;
        for (int row = 0; row < call.rows(); row++) {
            int count;
            for (int from = 0; from < call.count(row); from += count) {
                if (used == MOST_ROWS) {
                    batches.add(new DecoderBatch(call, pieces, used));
                    pieces = new ArrayList<>();
                    used = 0;
                }
                count = Math.min(call.count(row) - from, MOST_ROWS - used);
                pieces.add(new Piece(row, rows.get(row), from, count, used));
                used += count;
            }
        }
        if (used > 0) {
            batches.add(new DecoderBatch(call, pieces, used));
        }
        return batches;
    }

    /** The piece of each row of the batch. */
    Piece[] pieceOfRow() {
        Piece[] all = new Piece[rows];
        for (Piece piece : pieces) {
            for (int i = 0; i < piece.count; i++) {
                all[piece.start + i] = piece;
            }
        }
        return all;
    }

    /** How many tokens the longest row has, those of this batch among them. */
    int longest() {
        return pieces.stream()
                .mapToInt(piece -> piece.past() + piece.count)
                .max()
                .orElse(0);
    }
}
