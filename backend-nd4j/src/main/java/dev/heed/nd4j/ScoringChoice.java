package dev.heed.nd4j;

import dev.heed.attention.Score;

/** Makes the {@link Scoring} of a {@link Score}, with its learned parameters in native memory. */
final class ScoringChoice implements Score.Cases<Scoring> {
    private final float scale;
    private final int headWidth;
    private final Weights weights;
    private final NativeArena memory;

    ScoringChoice(double scale, int headWidth, Weights weights, NativeArena memory) {
        this.scale = (float) scale;
        this.headWidth = headWidth;
        this.weights = weights;
        this.memory = memory;
    }

    @Override
    public Scoring scaledDot(Score.ScaledDot score) {
        return dot();
    }

    @Override
    public Scoring dot(Score.Dot score) {
        return dot();
    }

    /** Queries and keys come normalised, {@link HeadTransform}. */
    @Override
    public Scoring cosine(Score.Cosine score) {
        return dot();
    }

    private Scoring dot() {
        return (head, queries, scratch) -> (keys, tile) -> Blas.timesTransposed(scale, queries, keys, tile);
    }

    @Override
    public Scoring bilinear(Score.Bilinear score) {
        NativeFloats matrices = memory.copyOf(weights.floats("score.weight"));
        return (head, queries, scratch) -> {
            Rows weight =
                    Rows.of(matrices, Integer.MAX_VALUE, headWidth).rows(head * headWidth, (head + 1) * headWidth);
            Rows projected = scratch.rows(Scratch.Use.PROJECTED_QUERIES, queries.count(), headWidth);
            Blas.times(queries, weight, 0, projected);
            return (keys, tile) -> Blas.timesTransposed(scale, projected, keys, tile);
        };
    }

    @Override
    public Scoring additive(Score.Additive score) {
        return new AdditiveScoring(
                scale,
                score.hiddenWidth(),
                headWidth,
                memory.copyOf(weights.floats("score.query.weight")),
                memory.copyOf(weights.floats("score.key.weight")),
                weights.array("score.bias"),
                weights.array("score.vector"));
    }
}
