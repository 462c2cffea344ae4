package com.example.plainjava;

import dev.heed.encoder.Activation;
import dev.heed.encoder.Norm;

/** The formulas. Numbers are stored as floats; sums are kept as doubles until they are done. */
final class Functions {
    private Functions() {}

    static double dot(float[] a, int fromA, float[] b, int fromB, int length) {
        double sum = 0;
        for (int i = 0; i < length; i++) {
            sum += (double) a[fromA + i] * b[fromB + i];
        }
        return sum;
    }

    /** The non-linearity; of a gated one, what is done to the gate. */
    static double activation(Activation activation, double x) {
        return switch (activation) {
            case RELU -> x < 0 ? 0 : x; // NaN stays NaN
            case GELU, GEGLU -> x * 0.5 * (1 + erf(x / Math.sqrt(2)));
            case GELU_TANH, GEGLU_TANH ->
                0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
            case SILU, SWIGLU -> x / (1 + Math.exp(-x));
            case GLU -> 1 / (1 + Math.exp(-x));
        };
    }

    /** 2/√π · e^(−x²) · Σ 2ⁿ x^(2n+1) / (1·3·5···(2n+1)): every term has one sign, so that nothing cancels. */
    static double erf(double x) {
        if (Math.abs(x) > 6) {
            return Math.signum(x);
        }
        double sum = x;
        double term = x;
        for (int n = 1; Math.abs(term) > Math.abs(sum) * 1e-17; n++) {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
    }

    static float[] normalise(Norm norm, float[] weight, float[] bias, float[] x) {
        double mean = norm.kind() == Norm.Kind.LAYER_NORM ? sum(x) / x.length : 0;
        double squares = 0;
        for (float each : x) {
            squares += (each - mean) * (each - mean);
        }
        double deviation = Math.sqrt(squares / x.length + norm.epsilon());
        float[] y = new float[x.length];
        for (int w = 0; w < x.length; w++) {
            y[w] = (float) ((x[w] - mean) / deviation * weight[w] + bias[w]);
        }
        return y;
    }

    private static double sum(float[] x) {
        double sum = 0;
        for (float each : x) {
            sum += each;
        }
        return sum;
    }

    /**
     * The weights of one query's scores (rule ATT-3): the maximum is subtracted first. A score of −∞ weighs 0, whatever
     * the others are; a row of nothing else is zeros (rule ATT-6).
     */
    static double[] softmax(double[] scores) {
        double max = Double.NEGATIVE_INFINITY;
        for (double score : scores) {
            max = Math.max(max, score);
        }
        double[] weights = new double[scores.length];
        double sum = 0;
        for (int j = 0; j < scores.length; j++) {
            if (scores[j] != Double.NEGATIVE_INFINITY) {
                weights[j] = Math.exp(scores[j] - max);
                sum += weights[j];
            }
        }
        for (int j = 0; j < scores.length; j++) {
            if (scores[j] != Double.NEGATIVE_INFINITY) {
                weights[j] /= sum;
            }
        }
        return weights;
    }
}
