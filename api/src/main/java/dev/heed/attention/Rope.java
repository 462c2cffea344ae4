package dev.heed.attention;

/**
 * Rotary positions (Su et al., 2021; rule ATT-18): pair k of the first {@code rotaryWidth} numbers of a query or key at
 * position p is turned by the angle p · f(base<sup>−2k / rotaryWidth</sup>), f the scaling; the rest is left alone.
 *
 * @param pairing which two numbers make pair k
 * @param base 10,000 in the paper
 * @param rotaryWidth an even number, 2 or more, at most the head width
 * @param scaling how the frequencies are changed for contexts longer than those of the first training
 */
public record Rope(Pairing pairing, double base, int rotaryWidth, RopeScaling scaling) {
    /** Which two numbers of a head make pair k. */
    public enum Pairing {
        /** k and k + rotaryWidth / 2, as GPT-NeoX and Hugging Face's Llama lay them out. */
        HALF,
        /** 2k and 2k + 1, as in the paper. */
        INTERLEAVED
    }

    /** Checks the numbers. */
    public Rope {
        if (rotaryWidth < 2 || rotaryWidth % 2 != 0) {
            throw new IllegalArgumentException("rotaryWidth: expected an even number from 2 on, got " + rotaryWidth);
        }
        if (!(base > 0) || Double.isInfinite(base)) {
            throw new IllegalArgumentException("base: expected a positive number, got " + base);
        }
        if (scaling instanceof RopeScaling.ByPair byPair && byPair.divisors().size() != rotaryWidth / 2) {
            throw new IllegalArgumentException("scaling: expected " + rotaryWidth / 2
                    + " divisors (one for each pair), got " + byPair.divisors().size());
        }
    }

    /** Frequencies as in the paper. */
    public Rope(Pairing pairing, double base, int rotaryWidth) {
        this(pairing, base, rotaryWidth, new RopeScaling.None());
    }

    /** The angle by which pair k turns for one position. */
    public double frequency(int k) {
        return scaling.scaled(Math.pow(base, -2.0 * k / rotaryWidth), k);
    }
}
