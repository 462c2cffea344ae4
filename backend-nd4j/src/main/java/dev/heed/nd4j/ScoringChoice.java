package dev.heed.nd4j;

import dev.heed.attention.Score;

/** Makes the {@link Scoring} of a {@link Score}. Its learned parameters are small, and stay on the Java heap. */
final class ScoringChoice implements Score.Cases<Scoring> {
    private final float scale;
    private final int headWidth;
    private final Weights weights;

    ScoringChoice(double scale, int headWidth, Weights weights) {
        this.scale = (float) scale;
        this.headWidth = headWidth;
        this.weights = weights;
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
        float[] matrices = weights.array("score.weight");
        return (head, queries, scratch) -> {
            Rows weight = scratch.rows(Scratch.Use.SCORE_WEIGHT, headWidth, headWidth);
            weight.memory().put(0, matrices, head * headWidth * headWidth, headWidth * headWidth);
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
                weights.array("score.query.weight"),
                weights.array("score.key.weight"),
                weights.array("score.bias"),
                weights.array("score.vector"));
    }
}
