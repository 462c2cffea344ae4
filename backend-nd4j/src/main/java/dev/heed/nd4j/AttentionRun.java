package dev.heed.nd4j;

import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Score;
import dev.heed.spi.AttentionCall;
import dev.heed.spi.VisibleKeys;
import dev.heed.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * One checked call of an attention. Its tasks are the key/value heads of the batch entries, divided further by queries
 * where there are too few of them for all threads.
 */
final class AttentionRun {
    /** Queries to a task, so that a thread's memory does not grow with all of them. */
    private static final int MOST_QUERIES = 16 * Scratch.QUERY_TILE;

    private final AttentionCall call;
    private final AttentionSpec spec;
    private final Scoring scoring;
    private final FloatBuffer query;
    private final FloatBuffer key;
    private final FloatBuffer value;
    private final HostFloats output;
    private final ScoreTaps taps;
    private final ScoreBlock block;
    private final Rotations rotations;
    private final Patterns patterns;
    private final int queriesToTask;

    AttentionRun(AttentionCall call, Scoring scoring, IntFunction<float[]> biasTables, int threads) {
        this.call = call;
        this.spec = call.spec();
        this.scoring = scoring;
        this.query = call.inputs().query().floats();
        this.key = call.inputs().key().floats();
        this.value = call.inputs().value().floats();
        this.output = HostFloats.zeros(call.outputShape());
        this.taps = new ScoreTaps(call.weightsShape(), spec.returnWeights(), spec.returnScores());
        this.block = new ScoreBlock(
                ScoreBlock.softCap(spec.softCap()),
                DistanceBias.of(spec.biases(), biasTables, spec.heads(), call.queries(), call.keys()),
                call.visible().dense() ? new DenseMasks(call.visible()) : null,
                taps);
        this.rotations = new Rotations(call);
        this.patterns = Patterns.of(call.visible());
        this.queriesToTask = queriesToTask(threads);
    }

    private int queriesToTask(int threads) {
        int heads = Math.max(1, call.batch() * spec.keyValueHeads());
        int wanted = heads >= 2 * threads ? 1 : (2 * threads + heads - 1) / heads;
        int tiles = (call.queries() + Scratch.QUERY_TILE - 1) / Scratch.QUERY_TILE;
        int tilesToTask = Math.max(1, (tiles + wanted - 1) / wanted);
        return Math.min(MOST_QUERIES, tilesToTask * Scratch.QUERY_TILE);
    }

    private int tasksToHead() {
        return (call.queries() + queriesToTask - 1) / queriesToTask;
    }

    int tasks() {
        return call.batch() * spec.keyValueHeads() * tasksToHead();
    }

    /** Computes some queries of all query heads that share one key/value head. */
    void task(int task, Scratch scratch) {
        int part = task % tasksToHead();
        int keyValueHead = task / tasksToHead() % spec.keyValueHeads();
        int b = task / tasksToHead() / spec.keyValueHeads();
        int first = part * queriesToTask;
        int queries = Math.min(call.queries(), first + queriesToTask) - first;
        int keys = taps.wantsHiddenKeys() ? call.keys() : call.visible().keyLength(b);
        if (keys == 0) {
            return;
        }
        int group = spec.heads() / spec.keyValueHeads();
        KeySpans needed = needed(b, keyValueHead * group, group, first, queries);
        int firstKey = (b * spec.keyValueHeads() + keyValueHead) * call.keys();
        Rows keyRows = scratch.rows(Scratch.Use.KEYS, keys, spec.headWidth());
        load(key, firstKey, needed, keyRows, transform(rotations.ofKeys(b)), 0, scratch);
        Rows valueRows = scratch.rows(Scratch.Use.VALUES, keys, spec.valueWidth());
        boolean suspect = loadValues(firstKey, needed, valueRows, scratch);
        for (int h = keyValueHead * group; h < (keyValueHead + 1) * group; h++) {
            int firstQuery = (b * spec.heads() + h) * call.queries() + first;
            Rows queryRows = scratch.rows(Scratch.Use.QUERIES, queries, spec.headWidth());
            KeySpans all = KeySpans.upTo(queries);
            load(query, firstQuery, all, queryRows, transform(rotations.ofQueries(b)), first, scratch);
            Rows outputRows = scratch.rows(Scratch.Use.OUTPUT, queries, spec.valueWidth());
            Head head = new Head(b, h, first, queryRows, keyRows, valueRows, outputRows, visibilityOf(b), suspect);
            new HeadAttention(scoring, block, scratch, head).attend();
            int at = firstQuery * spec.valueWidth();
            int size = queries * spec.valueWidth();
            outputRows.memory().copyTo(0, size, output.values().slice(at, size));
        }
    }

    private HeadTransform transform(@Nullable Rotation rotation) {
        return new HeadTransform(spec.headWidth(), rotation, spec.score() instanceof Score.Cosine);
    }

    /** The keys that any of some queries sees, in any of the heads that share them: no others are looked at. */
    private KeySpans needed(int b, int firstHead, int heads, int firstQuery, int queries) {
        if (taps.wantsHiddenKeys()) {
            return KeySpans.upTo(call.keys());
        }
        KeySpans needed = new KeySpans();
        KeySpans next = new KeySpans();
        KeySpans before = new KeySpans();
        int differing = patterns.blocks().isEmpty() ? 1 : heads;
        for (int h = firstHead; h < firstHead + differing; h++) {
            SeenKeys seen = new SeenKeys(visibilityOf(b), h);
            for (int q = firstQuery; q < firstQuery + queries; q++) {
                seen.of(q, next);
                before.copy(needed);
                needed.setUnion(before, next);
            }
        }
        return needed;
    }

    /** Loads some rows, each to its own place. */
    private static void load(
            FloatBuffer from,
            int firstRow,
            KeySpans some,
            Rows rows,
            HeadTransform transform,
            int firstIndex,
            Scratch scratch) {
        int width = rows.width();
        float[] row = scratch.row(width);
        for (int span = 0; span < some.size(); span++) {
            if (transform.changesNothing()) {
                int count = some.to(span) - some.from(span);
                rows.memory()
                        .put(some.from(span) * width, from.slice((firstRow + some.from(span)) * width, count * width));
                continue;
            }
            for (int i = some.from(span); i < some.to(span); i++) {
                from.get((firstRow + i) * width, row, 0, width);
                transform.apply(firstIndex + i, row, 0);
                rows.put(i, row, 0);
            }
        }
    }

    /** Whether any of the values may be NaN or infinite. */
    private boolean loadValues(int firstRow, KeySpans some, Rows rows, Scratch scratch) {
        load(value, firstRow, some, rows, new HeadTransform(rows.width(), null, false), 0, scratch);
        float[] row = scratch.row(rows.width());
        for (int span = 0; span < some.size(); span++) {
            for (int i = some.from(span); i < some.to(span); i++) {
                rows.get(i, row, 0);
                if (!Vectors.allFinite(row, 0, rows.width())) {
                    return true;
                }
            }
        }
        return false;
    }

    private Visibility visibilityOf(int b) {
        VisibleKeys visible = call.visible();
        return new Visibility() {
            @Override
            public int from(int query) {
                return visible.from(b, query);
            }

            @Override
            public int to(int query) {
                return visible.to(b, query);
            }

            @Override
            public int position(int query) {
                return visible.alignedPosition(b, query);
            }

            @Override
            public Patterns patterns() {
                return patterns;
            }
        };
    }

    Tensor output() {
        return output.tensor();
    }

    ScoreTaps taps() {
        return taps;
    }
}
