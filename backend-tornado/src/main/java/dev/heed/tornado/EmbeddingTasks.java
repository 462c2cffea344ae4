package dev.heed.tornado;

import dev.heed.encoder.Embeddings;
import dev.heed.encoder.TransformerSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/**
 * What makes the first layer's input, in one graph or in several that share arrays: {@link EmbeddingRows}, and a norm of it
 * if the spec says so.
 */
final class EmbeddingTasks {
    private final TransformerSpec spec;
    private final TransformerWeights weights;
    private final IntArray call;
    private final FloatArray states;
    private final boolean panelled;
    private final boolean norm;
    private final Optional<FloatArray> tokens;
    private final Optional<FloatArray> segments;
    private final Optional<FloatArray> positions;
    private final FloatArray sum;

    /**
     * Tasks for so many rows.
     *
     * @param panelled whether the table of tokens is in panels, being the head's too
     * @param call where later graphs find what was sent
     * @param states [rows, width], what the first layer reads
     */
    EmbeddingTasks(
            TransformerSpec spec,
            TransformerWeights weights,
            PositionTables tables,
            boolean panelled,
            IntArray call,
            FloatArray states) {
        this.spec = spec;
        this.weights = weights;
        this.call = call;
        this.states = states;
        this.panelled = panelled;
        Optional<Embeddings> embeddings = spec.embeddings();
        norm = embeddings.filter(Embeddings::norm).isPresent();
        tokens = embeddings.map(each -> weights.get("tokens"));
        segments = embeddings.filter(each -> each.segments() > 0).map(each -> weights.get("segments"));
        positions = Optional.of(tables.added()).filter(each -> each.length > 0).map(FloatArray::fromArray);
        sum = norm ? new FloatArray(states.getSize()) : states;
    }

    /** The arrays that all graphs with these tasks have in common. */
    List<TornadoNativeArray> shared() {
        List<TornadoNativeArray> shared = new ArrayList<>(List.of(call, states));
        tokens.ifPresent(shared::add);
        segments.ifPresent(shared::add);
        positions.ifPresent(shared::add);
        if (norm) {
            shared.add(sum);
            shared.add(weights.get("embedding.norm.weight"));
            shared.add(weights.get("embedding.norm.bias"));
        }
        return shared;
    }

    /**
     * Adds the tasks to a graph.
     *
     * @param sent the ints of the call
     * @param features what is given in the place of ids, if the spec has no embeddings
     */
    void add(GraphParts parts, IntArray sent, FloatArray features) {
        parts.sent(sent);
        parts.own(call);
        parts.own(states);
        parts.own(sum);
        FloatArray ofTokens = tokens.map(parts::constant).orElseGet(() -> parts.sent(features));
        FloatArray ofSegments = segments.map(parts::constant).orElseGet(parts::nothing);
        FloatArray ofPositions = positions.map(parts::constant).orElseGet(parts::nothing);
        IntArray shape = parts.shape(spec.width());
        parts.task(() -> parts.graph()
                .tasks()
                .task(
                        parts.overRows("embeddingRows", spec.width()),
                        EmbeddingRows::sum,
                        parts.graph().context(),
                        ofTokens,
                        ofSegments,
                        ofPositions,
                        sum,
                        sent,
                        call,
                        shape,
                        tokens.isPresent() ? 1 : 0,
                        panelled ? 1 : 0,
                        segments.isPresent() ? 1 : 0,
                        positions.isPresent() ? 1 : 0,
                        spec.embeddings().map(each -> (float) each.scale()).orElse(1f)));
        if (norm) {
            parts.norm(
                    spec.norm(),
                    weights.get("embedding.norm.weight"),
                    weights.get("embedding.norm.bias"),
                    spec.width(),
                    sum,
                    parts.nothing(),
                    states,
                    parts.constant(LayerData.only()));
        }
    }
}
