package dev.heed.encoder;

/**
 * A normalisation over the width.
 *
 * @param kind the formula
 * @param epsilon what is added to the variance, or the mean square
 * @param bias whether a learned bias is added after the learned weight
 */
public record Norm(Kind kind, double epsilon, boolean bias) {
    /** The formula. */
    public enum Kind {
        /** (x − mean) / √(variance + ε) · weight (Ba et al., 2016). */
        LAYER_NORM,
        /** x / √(mean of squares + ε) · weight (Zhang and Sennrich, 2019). */
        RMS_NORM
    }

    /** Checks ε. */
    public Norm {
        if (!(epsilon >= 0) || Double.isInfinite(epsilon)) {
            throw new IllegalArgumentException("epsilon: expected 0 or a positive number, got " + epsilon);
        }
    }

    /** LayerNorm with a bias. */
    public static Norm layerNorm(double epsilon) {
        return new Norm(Kind.LAYER_NORM, epsilon, true);
    }

    /** RMSNorm without a bias. */
    public static Norm rmsNorm(double epsilon) {
        return new Norm(Kind.RMS_NORM, epsilon, false);
    }
}
