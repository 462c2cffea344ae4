package com.example.plainjava;

import dev.heed.attention.Score;
import java.util.function.ToDoubleFunction;

/**
 * How one head compares (rule ATT-2): for a query, a function of the key. What depends on the query alone is done once.
 *
 * @param parameters the score's learned parameters
 * @param head the query head
 * @param query [headWidth]
 */
record Scoring(Parameters parameters, int head, float[] query) implements Score.Cases<ToDoubleFunction<float[]>> {
    @Override
    public ToDoubleFunction<float[]> scaledDot(Score.ScaledDot score) {
        return key -> dot(query, key);
    }

    @Override
    public ToDoubleFunction<float[]> dot(Score.Dot score) {
        return key -> dot(query, key);
    }

    @Override
    public ToDoubleFunction<float[]> cosine(Score.Cosine score) {
        double ofQuery = Math.sqrt(dot(query, query));
        return key -> {
            double lengths = ofQuery * Math.sqrt(dot(key, key));
            return lengths == 0 ? 0 : dot(query, key) / lengths;
        };
    }

    /** qᵀWk as (Wᵀq)·k. */
    @Override
    public ToDoubleFunction<float[]> bilinear(Score.Bilinear score) {
        float[] weight = parameters.get("score.weight");
        int width = query.length;
        double[] turned = new double[width];
        for (int row = 0; row < width; row++) {
            for (int column = 0; column < width; column++) {
                turned[column] += (double) query[row] * weight[(head * width + row) * width + column];
            }
        }
        return key -> {
            double sum = 0;
            for (int w = 0; w < width; w++) {
                sum += turned[w] * key[w];
            }
            return sum;
        };
    }

    @Override
    public ToDoubleFunction<float[]> additive(Score.Additive score) {
        int hidden = score.hiddenWidth();
        int width = query.length;
        float[] queryWeight = parameters.get("score.query.weight");
        float[] keyWeight = parameters.get("score.key.weight");
        float[] bias = parameters.get("score.bias");
        float[] vector = parameters.get("score.vector");
        int first = head * hidden;
        double[] fromQuery = new double[hidden];
        for (int n = 0; n < hidden; n++) {
            fromQuery[n] = Functions.dot(queryWeight, (first + n) * width, query, 0, width) + bias[first + n];
        }
        return key -> {
            double sum = 0;
            for (int n = 0; n < hidden; n++) {
                double fromKey = Functions.dot(keyWeight, (first + n) * width, key, 0, width);
                sum += vector[first + n] * Math.tanh(fromQuery[n] + fromKey);
            }
            return sum;
        };
    }

    private static double dot(float[] a, float[] b) {
        return Functions.dot(a, 0, b, 0, a.length);
    }
}
