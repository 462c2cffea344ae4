package dev.heed.tornado;

import dev.heed.attention.AttentionSpec;
import dev.heed.encoder.TransformerSpec;
import java.util.ArrayList;
import java.util.List;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Queries, keys and values of three products, for scores that change queries and keys once more: see {@link Scoring}. */
final class ScoredHeads implements Heads {
    private final TransformerSpec spec;
    private final AttentionSpec attention;
    private final ScoreParameters score;
    private final KeyValuePages pages;
    private final FloatArray query;
    private final List<Scoring> scorings = new ArrayList<>();
    private final List<PageTask> pagings = new ArrayList<>();

    /** Adds the tasks. */
    ScoredHeads(
            GraphParts parts,
            TransformerSpec spec,
            ScoreParameters score,
            JointHeads.KeyValueArrays cache,
            KeyValuePages pages,
            LayerTasks tasks,
            FloatArray input,
            PositionTables tables,
            IntArray call) {
        this.spec = spec;
        this.attention = spec.attention();
        this.score = score;
        this.pages = pages;
        int keyValues = spec.keyValueHeads() * spec.headWidth();
        FloatArray queries = tasks.linear("attention.query", input, spec.width(), spec.heads() * spec.headWidth());
        FloatArray keys = tasks.linear("attention.key", input, spec.width(), keyValues);
        FloatArray values = tasks.linear("attention.value", input, spec.width(), keyValues);
        score.arrays().forEach(parts::constant);
        int scored = spec.heads() * Scoring.width(score, attention);
        FloatArray newQueries = score.query().map(each -> tasks.rows(scored)).orElse(queries);
        FloatArray newKeys = score.key().map(each -> tasks.rows(scored)).orElse(keys);
        FloatArray angles = tables.rope()
                .map(rope -> parts.constant(FloatArray.fromArray(tables.angles())))
                .orElseGet(parts::nothing);
        query = newQueries;
        parts.task(() -> {
            scorings.add(new Scoring(
                    parts.graph(),
                    score,
                    tables.rope(),
                    queries,
                    keys,
                    newQueries,
                    newKeys,
                    angles,
                    angles,
                    call,
                    cache.layer()));
            pagings.add(
                    new PageTask(parts.graph(), newKeys, values, cache.keys(), cache.values(), call, cache.layer()));
        });
    }

    @Override
    public FloatArray query() {
        return query;
    }

    @Override
    public int queryRow() {
        return spec.heads() * Scoring.width(score, attention);
    }

    @Override
    public int keyRow() {
        return Scoring.keyHeads(score, attention) * Scoring.width(score, attention);
    }

    @Override
    public int valueRow() {
        return spec.keyValueHeads() * spec.headWidth();
    }

    @Override
    public void prepare(CallData data, EncoderPlan.Size needed) {
        int rows = needed.rows();
        scorings.forEach(each -> each.prepare(data, attention, rows, 1, rows, 1));
        pagings.forEach(each -> each.prepare(pages, needed.entries(), needed.length()));
        int width = Scoring.width(score, attention);
        data.set(CallHeader.QUERY_HEAD, width);
        data.set(CallHeader.QUERY_ROW, queryRow());
        data.set(CallHeader.KEY_HEAD, width);
        data.set(CallHeader.KEY_ROW, keyRow());
        data.set(CallHeader.VALUE_HEAD, spec.headWidth());
        data.set(CallHeader.VALUE_ROW, valueRow());
        data.set(CallHeader.OUTPUT_HEAD, spec.headWidth());
        data.set(CallHeader.OUTPUT_ROW, spec.heads() * spec.headWidth());
    }
}
