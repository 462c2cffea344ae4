package dev.heed.conformance.oracle;

import dev.heed.attention.Rope;
import dev.heed.attention.RopeScaling;

/** The rotation of one query or key (rule ATT-18). */
public final class OracleRope {
    private OracleRope() {}

    /** A rotated copy of x at a position: pair k turns by position · base^(−2k / rotaryWidth), perhaps scaled. */
    public static double[] rotate(Rope rope, double[] x, long position) {
        int pairs = rope.rotaryWidth() / 2;
        double[] cosines = new double[pairs];
        double[] sines = new double[pairs];
        for (int k = 0; k < pairs; k++) {
            double angle = position * scaled(rope.scaling(), Math.pow(rope.base(), -2.0 * k / rope.rotaryWidth()), k);
            cosines[k] = Math.cos(angle);
            sines[k] = Math.sin(angle);
        }
        return rotate(rope.pairing(), x, cosines, sines);
    }

    /** As Hugging Face's modeling_rope_utils computes it, by wavelengths. */
    private static double scaled(RopeScaling scaling, double frequency, int pair) {
        if (scaling instanceof RopeScaling.Linear linear) {
            return frequency / linear.factor();
        }
        if (scaling instanceof RopeScaling.ByPair byPair) {
            return frequency / byPair.divisors().get(pair);
        }
        if (scaling instanceof RopeScaling.Llama3 llama) {
            double wavelength = 2 * Math.PI / frequency;
            if (wavelength < llama.originalContext() / llama.highFactor()) {
                return frequency;
            }
            if (wavelength > llama.originalContext() / llama.lowFactor()) {
                return frequency / llama.factor();
            }
            double smooth = (llama.originalContext() / wavelength - llama.lowFactor())
                    / (llama.highFactor() - llama.lowFactor());
            return (1 - smooth) * frequency / llama.factor() + smooth * frequency;
        }
        return frequency;
    }

    /** A copy of x whose pair k is turned by the angle with this cosine and sine; the rest is as it was. */
    public static double[] rotate(Rope.Pairing pairing, double[] x, double[] cosines, double[] sines) {
        double[] y = x.clone();
        int pairs = cosines.length;
        for (int k = 0; k < pairs; k++) {
            int first = pairing == Rope.Pairing.HALF ? k : 2 * k;
            int second = pairing == Rope.Pairing.HALF ? k + pairs : 2 * k + 1;
            y[first] = x[first] * cosines[k] - x[second] * sines[k];
            y[second] = x[first] * sines[k] + x[second] * cosines[k];
        }
        return y;
    }
}
