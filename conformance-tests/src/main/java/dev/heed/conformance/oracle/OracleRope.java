package dev.heed.conformance.oracle;

import dev.heed.attention.Rope;

/** The rotation of one query or key (rule ATT-18). */
public final class OracleRope {
    private OracleRope() {}

    /** A rotated copy of x at a position: pair k turns by position · base^(−2k / rotaryWidth). */
    public static double[] rotate(Rope rope, double[] x, long position) {
        int pairs = rope.rotaryWidth() / 2;
        double[] cosines = new double[pairs];
        double[] sines = new double[pairs];
        for (int k = 0; k < pairs; k++) {
            double angle = position * Math.pow(rope.base(), -2.0 * k / rope.rotaryWidth());
            cosines[k] = Math.cos(angle);
            sines[k] = Math.sin(angle);
        }
        return rotate(rope.pairing(), x, cosines, sines);
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
