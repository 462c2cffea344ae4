package dev.heed.nd4j;

/**
 * The hyperbolic tangent: x·P(x²)/Q(x²), a minimax fit of relative error 1.3e-9 on |x| ≤ 9, where a float's tanh is 1.
 * As {@link Erf}, of a form that the compiler vectorises.
 */
final class Tanh {
    private static final float END = 9;

    private Tanh() {}

    static float of(float x) {
        float clamped = Math.max(-END, Math.min(END, x));
        float s = clamped * clamped;
        float p = -1.2246711e-11f;
        p = p * s + 3.064322e-08f;
        p = p * s + 2.8031622e-05f;
        p = p * s + 0.003869524f;
        p = p * s + 0.1368087f;
        p = p * s + 1;
        float q = 1.2890561e-06f;
        q = q * s + 0.00039407413f;
        q = q * s + 0.027250215f;
        q = q * s + 0.470142f;
        q = q * s + 1;
        return Math.max(-1, Math.min(1, clamped * p / q));
    }

    /** The logistic function. */
    static float sigmoid(float x) {
        return 0.5f + 0.5f * of(0.5f * x);
    }
}
