package dev.heed.nd4j;

import dev.heed.encoder.Activation;

/** The non-linearities, in place over part of a row; each loop has a method to itself, so that it is vectorised. */
final class Activations {
    private static final float SQRT_HALF = (float) Math.sqrt(0.5);
    private static final float SQRT_2_OVER_PI = (float) Math.sqrt(2 / Math.PI);

    private Activations() {}

    /** What a gated activation does to its gate, or a plain one to all. */
    static void apply(Activation activation, float[] x, int from, int to) {
        switch (activation) {
            case RELU -> relu(x, from, to);
            case GELU, GEGLU -> gelu(x, from, to);
            case GELU_TANH, GEGLU_TANH -> geluTanh(x, from, to);
            case SILU, SWIGLU -> silu(x, from, to);
            case GLU -> sigmoid(x, from, to);
        }
    }

    private static void relu(float[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            x[i] = Math.max(0, x[i]);
        }
    }

    private static void gelu(float[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            x[i] = 0.5f * x[i] * (1 + Erf.of(x[i] * SQRT_HALF));
        }
    }

    private static void geluTanh(float[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            float v = x[i];
            x[i] = 0.5f * v * (1 + Tanh.of(SQRT_2_OVER_PI * (v + 0.044715f * v * v * v)));
        }
    }

    private static void silu(float[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            x[i] *= Tanh.sigmoid(x[i]);
        }
    }

    private static void sigmoid(float[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            x[i] = Tanh.sigmoid(x[i]);
        }
    }
}
