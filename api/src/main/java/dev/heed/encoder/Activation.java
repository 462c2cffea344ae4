package dev.heed.encoder;

/**
 * The non-linearity of a feed-forward block. σ is the logistic function. A gated one multiplies two projections:
 * f(gate·x) · (up·x) (Shazeer, 2020).
 */
public enum Activation {
    /** max(0, x). */
    RELU(false),
    /** x·Φ(x), exactly, by erf. */
    GELU(false),
    /** 0.5·x·(1 + tanh(√(2/π)·(x + 0.044715·x³))). */
    GELU_TANH(false),
    /** x·σ(x). */
    SILU(false),
    /** σ(gate) · up. */
    GLU(true),
    /** GELU(gate) · up, exact. */
    GEGLU(true),
    /** GELU_TANH(gate) · up. */
    GEGLU_TANH(true),
    /** SILU(gate) · up. */
    SWIGLU(true);

    private final boolean gated;

    Activation(boolean gated) {
        this.gated = gated;
    }

    /** Whether there is a gate, and so a third weight. */
    public boolean gated() {
        return gated;
    }
}
