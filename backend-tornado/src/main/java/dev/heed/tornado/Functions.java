package dev.heed.tornado;

import dev.heed.encoder.Activation;
import uk.ac.manchester.tornado.api.math.TornadoMath;

/**
 * Functions of one number inside kernels: nothing but +, ·, /, comparisons and exp, which every device has. Comparisons
 * in place of min and max let NaN through.
 */
final class Functions {
    /** No activation; the others follow. */
    static final int IDENTITY = 0;

    static final int RELU = 1;

    static final int GELU = 2;

    static final int GELU_TANH = 3;

    static final int SILU = 4;

    static final int SIGMOID = 5;

    private Functions() {}

    /** The number of an activation; for a gated one, of what the gate goes through. */
    static int of(Activation activation) {
        return switch (activation) {
            case RELU -> RELU;
            case GELU, GEGLU -> GELU;
            case GELU_TANH, GEGLU_TANH -> GELU_TANH;
            case SILU, SWIGLU -> SILU;
            case GLU -> SIGMOID;
        };
    }

    /**
     * One of the activations; which one is a constant of the kernel. Told apart by their order: of questions whether it
     * is this or that one TornadoVM's compiler makes a switch, and a switch of a kernel that has been read keeps the graph
     * of each compilation for as long as the JVM lives.
     */
    static float activation(int activation, float x) {
        if (activation < RELU) {
            return x;
        }
        if (activation < GELU) {
            return x < 0 ? 0 : x;
        }
        if (activation < GELU_TANH) {
            return 0.5f * x * (1 + erf(x * 0.70710677f));
        }
        if (activation < SILU) {
            return 0.5f * x * (1 + tanh(0.7978846f * (x + 0.044715f * x * x * x)));
        }
        return activation < SIGMOID ? x * sigmoid(x) : sigmoid(x);
    }

    static float sigmoid(float x) {
        return 1 / (1 + TornadoMath.exp(-x));
    }

    /** x·P(x²)/Q(x²), a minimax fit of relative error 1.3e-9 on |x| ≤ 9, where a float's tanh is 1. */
    static float tanh(float x) {
        float clamped = x > 9 ? 9 : (x < -9 ? -9 : x);
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
        return clamped * p / q;
    }

    /** x·P(x²)/Q(x²), a minimax fit of relative error 2e-8 on |x| ≤ 3.92, where a float's erf reaches 1. */
    static float erf(float x) {
        float clamped = x > 3.92f ? 3.92f : (x < -3.92f ? -3.92f : x);
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
        return clamped * p / q;
    }
}
