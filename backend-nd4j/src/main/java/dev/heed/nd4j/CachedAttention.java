package dev.heed.nd4j;

import dev.heed.encoder.TransformerSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A batch's attention to what its rows keep, in tasks. A few queries read keys where they lie, those of several
 * key/value heads in one task, since these are neighbours in every page; for many queries of one such head, keys are
 * brought together first.
 */
final class CachedAttention {
    /** Up to so many queries, going over the pages one by one costs less than copying them. */
    private static final int FEW_QUERIES = 8;

    /** So many scores of one task are kept at most, unless those of one key/value head are more. */
    private static final int MOST_SCORES = 1 << 20;

    private final TransformerSpec body;
    private final float scale;
    private final ScoreBlock block;
    private final Rows queries;
    private final Rows context;
    private final List<Task> tasks = new ArrayList<>();

    private record Task(Source source, int head, int heads, int past, int start, int count) {}

    /** What the tokens of a piece attend to. */
    interface Source {
        /** Their keys and values. */
        RecalledKeys keys();

        /** Which of these the tokens from a position on see. */
        Visibility visibility(int past);
    }

    /**
     * Without tasks as yet.
     *
     * @param softCap as in {@link ScoreBlock}
     * @param queries [rows, heads · headWidth]
     * @param context [rows, heads · headWidth], where the outputs go
     */
    CachedAttention(TransformerSpec body, float softCap, @Nullable DistanceBias bias, Rows queries, Rows context) {
        this.body = body;
        this.scale = (float) body.attention().effectiveScale();
        this.block = new ScoreBlock(softCap, bias, null, ScoreTaps.none());
        this.queries = queries;
        this.context = context;
    }

    /**
     * Adds the tasks of a piece.
     *
     * @param shares how many to make of it at least, if it has so many key/value heads
     */
    void add(DecoderBatch.Piece piece, Source source, int shares) {
        int heads = 1;
        if (piece.count() <= FEW_QUERIES) {
            int longest = source.visibility(piece.past()).to(piece.count() - 1);
            long scores = (long) piece.count() * Math.max(1, longest) * body.heads() / body.keyValueHeads();
            heads = (int) Math.max(1, Math.min(body.keyValueHeads() / shares, MOST_SCORES / scores));
        }
        for (int head = 0; head < body.keyValueHeads(); head += heads) {
            int some = Math.min(heads, body.keyValueHeads() - head);
            for (int from = 0; from < piece.count(); from += Scratch.QUERY_TILE) {
                int count = Math.min(Scratch.QUERY_TILE, piece.count() - from);
                tasks.add(new Task(source, head, some, piece.past() + from, piece.start() + from, count));
            }
        }
    }

    int tasks() {
        return tasks.size();
    }

    void task(int number, Scratch scratch) {
        Task task = tasks.get(number);
        int group = body.heads() / body.keyValueHeads();
        int width = group * body.headWidth();
        int first = task.head * width;
        int end = first + task.heads * width;
        Rows some = queries.rows(task.start, task.start + task.count).columns(first, end);
        Rows output = context.rows(task.start, task.start + task.count).columns(first, end);
        RecalledKeys keys = task.source.keys();
        Visibility visibility = task.source.visibility(task.past);
        if (task.count <= FEW_QUERIES || visibility.to(task.count - 1) == 0) {
            new StepAttention(keys, visibility, group, scale, block.softCap(), block.bias(), scratch)
                    .attend(task.head, task.heads, some, output);
        } else {
            gathered(task.head, group, some, keys, visibility, output, scratch);
        }
    }

    private void gathered(
            int keyValueHead,
            int group,
            Rows some,
            RecalledKeys recalled,
            Visibility visibility,
            Rows output,
            Scratch scratch) {
        int first = visibility.from(0);
        RecalledKeys.Gathered gathered = recalled.gather(keyValueHead, first, visibility.to(some.count() - 1), scratch);
        boolean suspect = gathered.suspect(scratch);
        LaterKeys seen = new LaterKeys(visibility, first);
        int width = body.headWidth();
        for (int h = 0; h < group; h++) {
            Head head = new Head(
                    0,
                    keyValueHead * group + h,
                    0,
                    some.columns(h * width, (h + 1) * width),
                    gathered.keys(),
                    gathered.values(),
                    output.columns(h * width, (h + 1) * width),
                    seen,
                    suspect);
            new HeadAttention(new DotScoring(scale), block, scratch, head).attend();
        }
    }
}
