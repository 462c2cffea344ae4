package dev.heed.djl;

import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Score;
import dev.heed.attention.ScoreStage;
import java.util.Optional;

/** The numbers by which the script knows scores and stages. */
final class ScoreCode implements Score.Cases<Integer> {
    static final int DOT = 0;
    static final int ADDITIVE = 3;

    private ScoreCode() {}

    static int of(Score score) {
        return score.match(new ScoreCode());
    }

    static int of(Optional<ScoreStage> stage) {
        return stage.map(ScoreStage::ordinal).orElse(-1);
    }

    /** The soft cap; 0 for none. */
    static double capOf(AttentionSpec spec) {
        return spec.softCap().orElse(0);
    }

    @Override
    public Integer scaledDot(Score.ScaledDot score) {
        return DOT;
    }

    @Override
    public Integer dot(Score.Dot score) {
        return DOT;
    }

    @Override
    public Integer cosine(Score.Cosine score) {
        return 1;
    }

    @Override
    public Integer bilinear(Score.Bilinear score) {
        return 2;
    }

    @Override
    public Integer additive(Score.Additive score) {
        return ADDITIVE;
    }
}
