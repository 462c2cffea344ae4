package dev.heed.conformance.oracle;

import dev.heed.encoder.Activation;
import dev.heed.encoder.Norm;
import org.apache.commons.numbers.gamma.Erf;
import org.jspecify.annotations.Nullable;

/** The functions of one vector that attention and encoders are made of. */
public final class OracleFunctions {
    private OracleFunctions() {}

    /** Σ aᵢbᵢ. */
    public static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /**
     * softmax(x)ᵢ = exp(xᵢ − max) / Σ exp(xⱼ − max). Where x is −∞ it is 0, also where all of x is, or some of x is NaN.
     */
    public static double[] softmax(double[] x) {
        double max = Double.NEGATIVE_INFINITY;
        for (double each : x) {
            max = Math.max(max, each);
        }
        double[] y = new double[x.length];
        if (max == Double.NEGATIVE_INFINITY) {
            return y;
        }
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            if (x[i] != Double.NEGATIVE_INFINITY) {
                y[i] = Math.exp(x[i] - max);
                sum += y[i];
            }
        }
        for (int i = 0; i < x.length; i++) {
            if (x[i] != Double.NEGATIVE_INFINITY) {
                y[i] /= sum;
            }
        }
        return y;
    }

    /** W·x + b for W of [out, in]; no bias if it is null. */
    public static double[] linear(Reals weight, @Nullable Reals bias, double[] x) {
        double[] y = new double[weight.shape().dim(0)];
        for (int out = 0; out < y.length; out++) {
            double sum = bias == null ? 0 : bias.values()[out];
            for (int in = 0; in < x.length; in++) {
                sum += weight.values()[out * x.length + in] * x[in];
            }
            y[out] = sum;
        }
        return y;
    }

    /** LayerNorm: (x − mean) / √(variance + ε) · weight + bias. RMSNorm: x / √(mean of squares + ε) · weight + bias. */
    public static double[] norm(Norm norm, double[] weight, double @Nullable [] bias, double[] x) {
        double mean = norm.kind() == Norm.Kind.LAYER_NORM ? mean(x) : 0;
        double inverse = inverseDeviation(norm, x);
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = (x[i] - mean) * inverse * weight[i] + (bias == null ? 0 : bias[i]);
        }
        return y;
    }

    /** 1 / √(variance + ε), or 1 / √(mean of squares + ε) for RMSNorm. */
    public static double inverseDeviation(Norm norm, double[] x) {
        double mean = norm.kind() == Norm.Kind.LAYER_NORM ? mean(x) : 0;
        double squares = 0;
        for (double each : x) {
            squares += (each - mean) * (each - mean);
        }
        return 1 / Math.sqrt(squares / x.length + norm.epsilon());
    }

    /** Σ xᵢ / n. */
    public static double mean(double[] x) {
        double sum = 0;
        for (double each : x) {
            sum += each;
        }
        return sum / x.length;
    }

    /** The activation of one number; of the gate's number for a gated one. */
    public static double activation(Activation activation, double x) {
        return switch (activation) {
            case RELU -> Math.max(0, x);
            case GELU, GEGLU -> 0.5 * x * Erf.value(x / Math.sqrt(2)) + 0.5 * x;
            case GELU_TANH, GEGLU_TANH ->
                0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
            case SILU, SWIGLU -> x * sigmoid(x);
            case GLU -> sigmoid(x);
        };
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
