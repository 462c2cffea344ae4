package dev.heed.tornado;

import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Rope;
import java.util.Optional;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Everything from queries and keys to scores in a graph: the tasks of both sides, and of a call what they and the
 * attention behind them need to know.
 */
final class Scoring {
    private final ScoreParameters parameters;
    private final Side querySide;
    private final Side keySide;
    private final FloatArray query;
    private final FloatArray key;

    /**
     * Adds the tasks.
     *
     * @param query as it comes; may be changed in place
     * @param key as it comes; may be changed in place
     * @param newQuery for the queries as projected, where they are
     * @param newKey for the keys as projected, where they are
     */
    Scoring(
            DeviceGraph graph,
            ScoreParameters parameters,
            Optional<Rope> rope,
            FloatArray query,
            FloatArray key,
            FloatArray newQuery,
            FloatArray newKey,
            FloatArray queryAngles,
            FloatArray keyAngles,
            IntArray call,
            IntArray layer) {
        this.parameters = parameters;
        this.querySide = new Side(CallHeader.QUERY_SIDE, graph, call, layer);
        this.keySide = new Side(CallHeader.KEY_SIDE, graph, call, layer);
        rope.ifPresent(each -> {
            querySide.rotate(query, queryAngles, each);
            keySide.rotate(key, keyAngles, each);
        });
        if (parameters.unitLength()) {
            querySide.normalise(query);
            keySide.normalise(key);
        }
        parameters.query().ifPresent(each -> querySide.project(query, each.weight(), each.bias(), newQuery));
        parameters.key().ifPresent(each -> keySide.project(key, each.weight(), each.bias(), newKey));
        this.query = parameters.query().isPresent() ? newQuery : query;
        this.key = parameters.key().isPresent() ? newKey : key;
    }

    /** The queries that are scored. */
    FloatArray query() {
        return query;
    }

    /** The keys that are scored. */
    FloatArray key() {
        return key;
    }

    /** Heads of the keys that are scored: those of the queries where the score projects them. */
    static int keyHeads(ScoreParameters parameters, AttentionSpec spec) {
        return parameters.key().isPresent() ? spec.heads() : spec.keyValueHeads();
    }

    /** The width of what is scored. */
    static int width(ScoreParameters parameters, AttentionSpec spec) {
        return parameters.query().map(ScoreParameters.Projection::newWidth).orElse(spec.headWidth());
    }

    /**
     * Tells a call's data, and the grids, what the sizes are.
     *
     * @param outerQueries sequences where heads are apart, rows where they are together
     * @param innerQueries the length of a sequence, or 1
     * @param outerKeys as for queries
     * @param innerKeys as for queries
     */
    void prepare(CallData data, AttentionSpec spec, int outerQueries, int innerQueries, int outerKeys, int innerKeys) {
        int width = width(parameters, spec);
        int keyHeads = keyHeads(parameters, spec);
        querySide.prepare(
                data, new Side.Sizes(outerQueries, innerQueries, spec.heads(), spec.headWidth(), spec.heads(), width));
        keySide.prepare(
                data, new Side.Sizes(outerKeys, innerKeys, spec.keyValueHeads(), spec.headWidth(), keyHeads, width));
        data.set(CallHeader.HEADS, spec.heads());
        data.set(CallHeader.KEY_GROUP, spec.heads() / keyHeads);
        data.set(CallHeader.VALUE_GROUP, spec.heads() / spec.keyValueHeads());
        data.set(CallHeader.WIDTH, width);
        data.set(CallHeader.VALUE_WIDTH, spec.valueWidth());
    }
}
