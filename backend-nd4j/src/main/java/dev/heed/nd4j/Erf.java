package dev.heed.nd4j;

/**
 * The error function: x·P(x²)/Q(x²), a minimax fit of relative error 2e-8 on |x| ≤ 3.92, where a float's erf reaches 1.
 * Nothing but +, ·, /, min and max, so that the compiler turns a loop over it into vector instructions.
 */
final class Erf {
    private static final float END = 3.92f;

    private Erf() {}

    static float of(float x) {
        float clamped = Math.max(-END, Math.min(END, x));
        float s = clamped * clamped;
        float p = 2.0501282e-06f;
        p = p * s + 0.00028487734f;
        p = p * s + 0.0037653833f;
        p = p * s + 0.05274801f;
        p = p * s + 0.19040103f;
        p = p * s + 1.1283791f;
        float q = 3.8091854e-05f;
        q = q * s + 0.0011624785f;
        q = q * s + 0.014968752f;
        q = q * s + 0.11410687f;
        q = q * s + 0.50207126f;
        q = q * s + 1;
        return Math.max(-1, Math.min(1, clamped * p / q));
    }
}
