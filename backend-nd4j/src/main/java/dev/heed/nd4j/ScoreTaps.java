package dev.heed.nd4j;

import dev.heed.attention.ScoreStage;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Optional;

/**
 * The weights and scores that a caller asked for besides the output, [batch, heads, queries, keys]. Threads write to
 * parts of their own.
 */
final class ScoreTaps {
    private final Optional<HostFloats> weights;
    private final Optional<HostFloats> scores;
    private final Optional<ScoreStage> stage;
    private final Shape shape;

    ScoreTaps(Shape shape, boolean returnWeights, Optional<ScoreStage> stage) {
        this.shape = shape;
        this.stage = stage;
        this.weights = returnWeights ? Optional.of(HostFloats.zeros(shape)) : Optional.empty();
        this.scores = stage.map(asked -> HostFloats.zeros(shape));
        if (wants(ScoreStage.MASKED)) {
            scores.ifPresent(HostFloats::excludeAll);
        }
    }

    /** Nobody asked. */
    static ScoreTaps none() {
        return new ScoreTaps(Shape.of(0, 0, 0, 0), false, Optional.empty());
    }

    /** Whether the scores of keys that no query sees are asked for too. */
    boolean wantsHiddenKeys() {
        return stage.isPresent() && !wants(ScoreStage.MASKED);
    }

    boolean wantsWeights() {
        return weights.isPresent();
    }

    /** Whether this is the stage whose scores are asked for. */
    boolean wants(ScoreStage reached) {
        return stage.equals(Optional.of(reached));
    }

    /** Keeps the scores of some neighbouring keys, if scores are asked for. */
    void scores(int b, int head, int query, int key, float[] row, int at, int count) {
        if (scores.isPresent()) {
            scores.get().values().put(index(b, head, query, key), row, at, count);
        }
    }

    /** Keeps weights, or what will be weights once {@link #weightsOf} has been put back. */
    void weights(int b, int head, int query, int key, float[] row, int at, int count) {
        if (weights.isPresent()) {
            weights.get().values().put(index(b, head, query, key), row, at, count);
        }
    }

    /** Reads back what was kept. */
    void weightsOf(int b, int head, int query, int key, float[] row, int at, int count) {
        if (weights.isPresent()) {
            weights.get().values().get(index(b, head, query, key), row, at, count);
        }
    }

    Optional<Tensor> weights() {
        return weights.map(HostFloats::tensor);
    }

    Optional<Tensor> scores() {
        return scores.map(HostFloats::tensor);
    }

    private int index(int b, int head, int query, int key) {
        return ((b * shape.dim(1) + head) * shape.dim(2) + query) * shape.dim(3) + key;
    }
}
