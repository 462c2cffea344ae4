package dev.heed.models.huggingface;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heed.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.numbers.gamma.Erf;

/**
 * What Hugging Face's modelling files compute with, in float64 and on the files' own names and layouts. It knows nothing
 * of this project's specs.
 */
class ReferenceMath {
    final JsonNode config;
    private final Map<String, Tensor> weights;

    ReferenceMath(ModelFiles files) {
        this.weights = files.weights();
        try {
            this.config = new ObjectMapper().readTree(files.config());
        } catch (JsonProcessingException notJson) {
            throw new IllegalArgumentException(notJson);
        }
    }

    /** Whether an attention score counts. */
    interface Visible {
        boolean at(int query, int key);
    }

    /** What is added to an attention score. */
    interface Added {
        double at(int head, int query, int key);
    }

    int number(String field) {
        return config.get(field).intValue();
    }

    boolean has(String weight) {
        return weights.containsKey(weight);
    }

    double[] vector(String name) {
        return Objects.requireNonNull(weights.get(name), name).toDoubleArray();
    }

    double[][] matrix(String name) {
        Tensor tensor = Objects.requireNonNull(weights.get(name), name);
        double[] all = tensor.toDoubleArray();
        double[][] rows = new double[tensor.shape().dim(0)][tensor.shape().dim(1)];
        for (int i = 0; i < all.length; i++) {
            rows[i / rows[0].length][i % rows[0].length] = all[i];
        }
        return rows;
    }

    /** nn.Linear: x Wᵀ + b. */
    double[][] linear(double[][] x, String name) {
        double[][] y = times(x, matrix(name + ".weight"));
        return has(name + ".bias") ? plus(y, vector(name + ".bias")) : y;
    }

    /** x Wᵀ. */
    static double[][] times(double[][] x, double[][] w) {
        double[][] y = new double[x.length][w.length];
        for (int t = 0; t < x.length; t++) {
            for (int o = 0; o < w.length; o++) {
                for (int i = 0; i < x[t].length; i++) {
                    y[t][o] += x[t][i] * w[o][i];
                }
            }
        }
        return y;
    }

    static double[][] plus(double[][] x, double[] bias) {
        double[][] y = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            y[t] = x[t].clone();
            for (int i = 0; i < bias.length; i++) {
                y[t][i] += bias[i];
            }
        }
        return y;
    }

    static double[][] plus(double[][] a, double[][] b) {
        double[][] y = new double[a.length][];
        for (int t = 0; t < a.length; t++) {
            y[t] = plus(new double[][] {a[t]}, b[t])[0];
        }
        return y;
    }

    static double[][] scaled(double[][] x, double factor) {
        double[][] y = new double[x.length][x[0].length];
        for (int t = 0; t < x.length; t++) {
            for (int i = 0; i < x[t].length; i++) {
                y[t][i] = x[t][i] * factor;
            }
        }
        return y;
    }

    /** x · rsqrt(mean(x²) + ε) · (w + more). */
    static double[][] rmsNorm(double[][] x, double[] w, double epsilon, double more) {
        double[][] y = new double[x.length][x[0].length];
        for (int t = 0; t < x.length; t++) {
            double squares = 0;
            for (double each : x[t]) {
                squares += each * each;
            }
            for (int i = 0; i < x[t].length; i++) {
                y[t][i] = x[t][i] / Math.sqrt(squares / x[t].length + epsilon) * (w[i] + more);
            }
        }
        return y;
    }

    double[][] layerNorm(double[][] x, String name, double epsilon) {
        double[] w = vector(name + ".weight");
        double[] b = vector(name + ".bias");
        double[][] y = new double[x.length][x[0].length];
        for (int t = 0; t < x.length; t++) {
            double mean = 0;
            double variance = 0;
            for (double each : x[t]) {
                mean += each / x[t].length;
            }
            for (double each : x[t]) {
                variance += (each - mean) * (each - mean) / x[t].length;
            }
            for (int i = 0; i < x[t].length; i++) {
                y[t][i] = (x[t][i] - mean) / Math.sqrt(variance + epsilon) * w[i] + b[i];
            }
        }
        return y;
    }

    static double[][] rows(double[][] table, int... ids) {
        double[][] rows = new double[ids.length][];
        for (int t = 0; t < ids.length; t++) {
            rows[t] = table[ids[t]].clone();
        }
        return rows;
    }

    /** Softmax attention of heads that lie side by side; a cap of 0 is none. */
    static double[][] attend(
            double[][] q,
            double[][] k,
            double[][] v,
            int heads,
            int keyValueHeads,
            double scaling,
            double cap,
            Visible visible,
            Added added) {
        int d = q[0].length / heads;
        double[][] output = new double[q.length][heads * d];
        for (int h = 0; h < heads; h++) {
            int g = h / (heads / keyValueHeads);
            for (int i = 0; i < q.length; i++) {
                double[] p = new double[k.length];
                double sum = 0;
                for (int j = 0; j < k.length; j++) {
                    double score = 0;
                    for (int n = 0; n < d; n++) {
                        score += q[i][h * d + n] * k[j][g * d + n];
                    }
                    score *= scaling;
                    score = cap == 0 ? score : cap * Math.tanh(score / cap);
                    p[j] = visible.at(i, j) ? Math.exp(score + added.at(h, i, j)) : 0;
                    sum += p[j];
                }
                for (int j = 0; j < k.length; j++) {
                    for (int n = 0; n < d; n++) {
                        output[i][h * d + n] += p[j] / sum * v[j][g * d + n];
                    }
                }
            }
        }
        return output;
    }

    /** ACT2FN. */
    static double act(String name, double x) {
        return switch (name) {
            case "relu" -> Math.max(0, x);
            case "gelu" -> x * 0.5 * (1 + Erf.value(x / Math.sqrt(2)));
            case "gelu_new", "gelu_pytorch_tanh" ->
                0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * Math.pow(x, 3))));
            case "silu", "swish" -> x / (1 + Math.exp(-x));
            default -> throw new IllegalArgumentException(name);
        };
    }

    static double[][] act(String name, double[][] x) {
        double[][] y = new double[x.length][x[0].length];
        for (int t = 0; t < x.length; t++) {
            for (int i = 0; i < x[t].length; i++) {
                y[t][i] = act(name, x[t][i]);
            }
        }
        return y;
    }

    static double[][] product(double[][] a, double[][] b) {
        double[][] y = new double[a.length][a[0].length];
        for (int t = 0; t < a.length; t++) {
            for (int i = 0; i < a[t].length; i++) {
                y[t][i] = a[t][i] * b[t][i];
            }
        }
        return y;
    }

    /** Some columns. */
    static double[][] slice(double[][] x, int from, int to) {
        double[][] y = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            y[t] = Arrays.copyOfRange(x[t], from, to);
        }
        return y;
    }
}
