package dev.heed.conformance;

import dev.heed.conformance.oracle.Reals;
import dev.heed.tensor.DType;

/**
 * How far a result may be from the oracle's: c · ε · √K · scale (rule PRE-2), with ε the type's unit roundoff, K the
 * longest reduction on the way and scale the largest magnitude in the oracle's tensor.
 *
 * @param c stated once for each contract
 * @param type the type that was computed in
 * @param longestReduction K
 */
public record Tolerance(double c, DType type, int longestReduction) {
    /** c for attention. */
    public static final double ATTENTION = 8;

    /** c for an encoder: errors add up over its layers, residuals and norms. */
    public static final double ENCODER = 16;

    /** c for a decoder: an encoder's layers, and a head. */
    public static final double DECODER = 16;

    /** For an attention in FLOAT32. */
    public static Tolerance attention(int longestReduction) {
        return new Tolerance(ATTENTION, DType.FLOAT32, longestReduction);
    }

    /** For an encoder in FLOAT32. */
    public static Tolerance encoder(int longestReduction) {
        return new Tolerance(ENCODER, DType.FLOAT32, longestReduction);
    }

    /** For a decoder in FLOAT32. */
    public static Tolerance decoder(int longestReduction) {
        return new Tolerance(DECODER, DType.FLOAT32, longestReduction);
    }

    /** The largest error allowed against a tensor of the oracle's. */
    public double allowed(Reals oracle) {
        return c * type.unitRoundoff() * Math.sqrt(Math.max(1, longestReduction)) * oracle.largestMagnitude();
    }
}
