package dev.heed.nd4j;

import java.util.Arrays;

/**
 * Attention over one head in tiles of queries and keys: memory does not grow with queries times keys, and keys that no
 * query of a tile sees are not computed.
 */
final class HeadAttention {
    private final Scoring scoring;
    private final ScoreBlock block;
    private final Scratch scratch;

    HeadAttention(Scoring scoring, ScoreBlock block, Scratch scratch) {
        this.scoring = scoring;
        this.block = block;
        this.scratch = scratch;
    }

    /** Fills the head's output, and what the caller wants to see besides. */
    void attend(Head head) {
        for (int q = 0; q < head.queries().count(); q += Scratch.QUERY_TILE) {
            int end = Math.min(head.queries().count(), q + Scratch.QUERY_TILE);
            attend(head, q, end);
        }
    }

    private void attend(Head head, int begin, int end) {
        int from = Integer.MAX_VALUE;
        int to = 0;
        for (int q = head.firstQuery() + begin; q < head.firstQuery() + end; q++) {
            if (head.visibility().from(q) < head.visibility().to(q)) {
                from = Math.min(from, head.visibility().from(q));
                to = Math.max(to, head.visibility().to(q));
            }
        }
        if (block.taps().wantsHiddenKeys()) {
            from = 0;
            to = head.keys().count();
        }
        if (from >= to) {
            zero(head.output(), begin, end);
            return;
        }
        Scoring.TileScores scores = scoring.of(head.number(), head.queries().rows(begin, end), scratch);
        scratch.softmax.start();
        boolean oneTile = to - from <= Scratch.KEY_TILE;
        for (int key = from; key < to; key += Scratch.KEY_TILE) {
            int keyEnd = Math.min(to, key + Scratch.KEY_TILE);
            Rows tile = scratch.rows(Scratch.Use.SCORES, end - begin, keyEnd - key);
            scores.fill(head.keys().rows(key, keyEnd), tile);
            exponentials(head, begin, key, tile, oneTile);
            Rows output = head.output().rows(begin, end);
            if (key > from) {
                shrink(output);
            }
            Rows values = head.values().rows(key, keyEnd);
            float beta = key > from ? 1 : 0;
            if (head.suspectValues()) {
                CarefulValues.times(tile, values, beta, output, scratch);
            } else {
                Blas.times(tile, values, beta, output);
            }
        }
        if (!oneTile) {
            normalise(head.output().rows(begin, end));
            finishWeights(head, begin, end, from, to);
        }
    }

    private void zero(Rows output, int begin, int end) {
        float[] zeros = scratch.row(output.width());
        Arrays.fill(zeros, 0, output.width(), 0);
        for (int row = begin; row < end; row++) {
            output.put(row, zeros, 0);
        }
    }

    /** Turns a tile of raw scores into exponentials; into weights at once when there is no other tile. */
    private void exponentials(Head head, int begin, int key, Rows tile, boolean oneTile) {
        int keys = tile.width();
        int most = Scratch.BLOCK / keys;
        float[] scores = scratch.block;
        for (int r = 0; r < tile.count(); r += most) {
            int rows = Math.min(most, tile.count() - r);
            int query = head.firstQuery() + begin + r;
            tile.memory().get(r * keys, scores, 0, rows * keys);
            block.apply(head, query, rows, key, keys, scores, scratch.addend);
            if (!oneTile) {
                keep(head, query, rows, key, keys);
            }
            scratch.softmax.add(scores, r, rows, keys);
            if (oneTile) {
                for (int i = 0; i < rows; i++) {
                    scratch.softmax.normalise(scores, r + i, i * keys, (i + 1) * keys);
                }
                keep(head, query, rows, key, keys);
            }
            tile.memory().put(r * keys, scores, 0, rows * keys);
        }
    }

    private void keep(Head head, int query, int rows, int key, int keys) {
        for (int i = 0; i < rows; i++) {
            block.taps().weights(head.batchEntry(), head.number(), query + i, key, scratch.block, i * keys, keys);
        }
    }

    private void shrink(Rows output) {
        float[] row = scratch.row(output.width());
        for (int i = 0; i < output.count(); i++) {
            if (scratch.softmax.shrink(i) != 1) {
                output.get(i, row, 0);
                Vectors.scale(row, scratch.softmax.shrink(i), 0, output.width());
                output.put(i, row, 0);
            }
        }
    }

    private void normalise(Rows output) {
        float[] row = scratch.row(output.width());
        for (int i = 0; i < output.count(); i++) {
            output.get(i, row, 0);
            Vectors.scale(row, scratch.softmax.normaliser(i), 0, output.width());
            output.put(i, row, 0);
        }
    }

    /** The scores that were kept become weights. */
    private void finishWeights(Head head, int begin, int end, int from, int to) {
        if (!block.taps().wantsWeights()) {
            return;
        }
        float[] row = scratch.block;
        for (int i = 0; i < end - begin; i++) {
            int query = head.firstQuery() + begin + i;
            for (int key = from; key < to; key += Scratch.BLOCK) {
                int count = Math.min(Scratch.BLOCK, to - key);
                block.taps().weightsOf(head.batchEntry(), head.number(), query, key, row, 0, count);
                scratch.softmax.weights(row, i, count);
                block.taps().weights(head.batchEntry(), head.number(), query, key, row, 0, count);
            }
        }
    }
}
