package dev.heed.nd4j;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Attention over one head in tiles of queries and keys: memory does not grow with queries times keys, and keys that no
 * query of a tile sees are not computed.
 */
final class HeadAttention {
    private final Scoring scoring;
    private final ScoreBlock block;
    private final Scratch scratch;
    private final Head head;
    private final QueryTile queries;
    /** The keys at work, of those that the queries see. */
    private final KeySpans keys = new KeySpans();

    HeadAttention(Scoring scoring, ScoreBlock block, Scratch scratch, Head head) {
        this.scoring = scoring;
        this.block = block;
        this.scratch = scratch;
        this.head = head;
        this.queries = scratch.queries;
    }

    /** Fills the head's output, and what the caller wants to see besides. */
    void attend() {
        SeenKeys seen = new SeenKeys(head.visibility(), head.number());
        for (int q = 0; q < head.queries().count(); q = queries.end()) {
            queries.take(head, seen, q, block.taps().wantsHiddenKeys());
            if (queries.keys().size() == 0) {
                zero(output());
            } else {
                attendTile();
            }
        }
    }

    private Rows output() {
        return head.output().rows(queries.begin(), queries.end());
    }

    private void zero(Rows output) {
        float[] zeros = scratch.row(output.width());
        Arrays.fill(zeros, 0, output.width(), 0);
        for (int row = 0; row < output.count(); row++) {
            output.put(row, zeros, 0);
        }
    }

    private void attendTile() {
        Scoring.TileScores scores =
                scoring.of(head.number(), head.queries().rows(queries.begin(), queries.end()), scratch);
        scratch.softmax.start();
        int count = queries.keys().keys();
        boolean oneTile = count <= Scratch.KEY_TILE;
        for (int done = 0; done < count; done += Scratch.KEY_TILE) {
            keys.setPart(queries.keys(), done, Math.min(count, done + Scratch.KEY_TILE));
            Rows tile = scratch.rows(Scratch.Use.SCORES, queries.queries(), keys.keys());
            scores.fill(atWork(head.keys(), Scratch.Use.TILE_KEYS), tile);
            Rows values = atWork(head.values(), Scratch.Use.TILE_VALUES);
            CarefulValues careful = head.suspectValues() ? new CarefulValues(values, queries.queries(), scratch) : null;
            exponentials(tile, oneTile, careful);
            if (done > 0) {
                shrink(output());
            }
            float beta = done > 0 ? 1 : 0;
            if (careful == null) {
                Blas.times(tile, values, beta, output());
            } else {
                careful.times(tile, beta, output());
            }
        }
        if (!oneTile) {
            normalise(output());
            finishWeights();
        }
    }

    /** The rows of the keys at work: where they are if they are neighbours, or else packed. */
    private Rows atWork(Rows all, Scratch.Use use) {
        if (keys.size() == 1) {
            return all.rows(keys.from(0), keys.to(0));
        }
        Rows packed = scratch.rows(use, keys.keys(), all.width());
        float[] row = scratch.row(all.width());
        for (int span = 0; span < keys.size(); span++) {
            packed.copy(keys.keysBefore(span), all.rows(keys.from(span), keys.to(span)), row);
        }
        return packed;
    }

    /** Turns a tile of raw scores into exponentials; into weights at once when there is no other tile. */
    private void exponentials(Rows tile, boolean oneTile, @Nullable CarefulValues careful) {
        int width = tile.width();
        int most = Scratch.BLOCK / width;
        float[] scores = scratch.block;
        for (int r = 0; r < tile.count(); r += most) {
            int rows = Math.min(most, tile.count() - r);
            int n = rows * width;
            tile.memory().get(r * width, scores, 0, n);
            block.apply(head, queries, keys, r, rows, scores, scratch.addend);
            if (careful != null) {
                careful.see(r, rows, scores);
            }
            if (!oneTile) {
                keep(r, rows);
            }
            boolean weights = oneTile && block.taps().wantsWeights();
            if (weights) {
                System.arraycopy(scores, 0, scratch.addend, 0, n);
            }
            scratch.softmax.add(scores, r, rows, width);
            for (int i = 0; oneTile && i < rows; i++) {
                scratch.softmax.normalise(scores, r + i, i * width, (i + 1) * width);
                if (weights) {
                    scratch.softmax.clearNan(scores, scratch.addend, r + i, i * width, (i + 1) * width);
                }
            }
            if (oneTile) {
                keep(r, rows);
            }
            tile.memory().put(r * width, scores, 0, n);
        }
    }

    /** Hands out weights, or masked scores that will be weights when all tiles are done. */
    private void keep(int firstRow, int rows) {
        if (!block.taps().wantsWeights()) {
            return;
        }
        int query = head.firstQuery() + queries.begin() + firstRow;
        for (int i = 0; i < rows; i++) {
            for (int span = 0; span < keys.size(); span++) {
                int count = keys.to(span) - keys.from(span);
                int at = i * keys.keys() + keys.keysBefore(span);
                block.taps()
                        .weights(
                                head.batchEntry(), head.number(), query + i, keys.from(span), scratch.block, at, count);
            }
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
    private void finishWeights() {
        if (!block.taps().wantsWeights()) {
            return;
        }
        for (int i = 0; i < queries.queries(); i++) {
            for (int span = 0; span < queries.keys().size(); span++) {
                int end = queries.keys().to(span);
                for (int key = queries.keys().from(span); key < end; key += Scratch.BLOCK) {
                    finishWeights(i, key, Math.min(Scratch.BLOCK, end - key));
                }
            }
        }
    }

    private void finishWeights(int row, int key, int count) {
        int query = head.firstQuery() + queries.begin() + row;
        float[] weights = scratch.block;
        block.taps().weightsOf(head.batchEntry(), head.number(), query, key, weights, 0, count);
        System.arraycopy(weights, 0, scratch.addend, 0, count);
        scratch.softmax.weights(weights, row, count);
        scratch.softmax.clearNan(weights, scratch.addend, row, 0, count);
        block.taps().weights(head.batchEntry(), head.number(), query, key, weights, 0, count);
    }
}
