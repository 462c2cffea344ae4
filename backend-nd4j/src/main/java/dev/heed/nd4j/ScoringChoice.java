package dev.heed.nd4j;

import dev.heed.attention.Score;

/**
 * Makes the {@link Scoring} of a {@link Score}. Its learned parameters are small, and stay on the Java heap; what is made
 * refers to them alone, since it would keep all other weights there too.
 */
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
        return new DotScoring(scale);
    }

    @Override
    public Scoring dot(Score.Dot score) {
        return new DotScoring(scale);
    }

    /** Queries and keys come normalised, {@link HeadTransform}. */
    @Override
    public Scoring cosine(Score.Cosine score) {
        return new DotScoring(scale);
    }

    @Override
    public Scoring bilinear(Score.Bilinear score) {
        return new BilinearScoring(scale, headWidth, weights.array("score.weight"));
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
