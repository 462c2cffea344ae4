package dev.heed.tornado;

import dev.heed.attention.AttentionSpec;

/** The scalars of the score pipeline. */
final class ScoreScalars {
    /** A cap so wide changes no score that has any other float near it. */
    private static final double WIDEST = 1e18;

    private ScoreScalars() {}

    /** Scale and soft cap as kernels read them; a soft cap of 0 is none. */
    static float[] of(AttentionSpec spec) {
        float[] scalars = new float[ScorePipeline.SCALARS];
        scalars[ScorePipeline.SCALE] = (float) spec.effectiveScale();
        double cap = spec.softCap().orElse(0);
        if (cap > 0 && cap <= WIDEST) {
            scalars[ScorePipeline.SOFT_CAP] = Math.max(Float.MIN_NORMAL, (float) cap);
        }
        return scalars;
    }
}
