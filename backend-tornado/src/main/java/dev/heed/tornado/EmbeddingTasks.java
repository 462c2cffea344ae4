package dev.heed.tornado;

import dev.heed.encoder.Embeddings;
import dev.heed.encoder.TransformerSpec;
import java.util.Optional;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** What makes the first layer's input, in a graph: {@link EmbeddingRows}, and a norm of it if the spec says so. */
final class EmbeddingTasks {
    private final TransformerSpec spec;
    private final TransformerWeights weights;
    private final PositionTables tables;

    EmbeddingTasks(TransformerSpec spec, TransformerWeights weights, PositionTables tables) {
        this.spec = spec;
        this.weights = weights;
        this.tables = tables;
    }

    /**
     * Adds the tasks.
     *
     * @param features what is given in the place of ids, if the spec has no embeddings
     * @param rows tokens that there is room for
     * @param panelled whether the table of tokens is in panels, being the head's too
     */
    void add(GraphParts parts, IntArray call, FloatArray features, int rows, boolean panelled, FloatArray states) {
        Optional<Embeddings> embeddings = spec.embeddings();
        boolean byId = embeddings.isPresent();
        boolean segmented = embeddings.filter(each -> each.segments() > 0).isPresent();
        boolean positioned = tables.added().length > 0;
        boolean norm = embeddings.filter(Embeddings::norm).isPresent();
        FloatArray tokens = byId ? parts.constant(weights.get("tokens")) : parts.sent(features);
        FloatArray segments = segmented ? parts.constant(weights.get("segments")) : parts.nothing();
        FloatArray positions = positioned ? parts.constant(FloatArray.fromArray(tables.added())) : parts.nothing();
        FloatArray sum = norm ? parts.own(new FloatArray(Math.multiplyExact(rows, spec.width()))) : states;
        IntArray shape = parts.shape(spec.width());
        parts.own(states);
        parts.task(() -> parts.graph()
                .tasks()
                .task(
                        parts.overRows("embeddingRows", spec.width()),
                        EmbeddingRows::sum,
                        parts.graph().context(),
                        tokens,
                        segments,
                        positions,
                        sum,
                        call,
                        shape,
                        byId ? 1 : 0,
                        panelled ? 1 : 0,
                        segmented ? 1 : 0,
                        positioned ? 1 : 0,
                        embeddings.map(each -> (float) each.scale()).orElse(1f)));
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
