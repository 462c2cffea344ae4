package dev.heed.conformance.oracle;

import dev.heed.attention.Score;
import dev.heed.tensor.Shape;
import java.util.Map;

/**
 * The comparison of one query and one key of query head h, before the scale (rule ATT-2).
 *
 * @param weights the score's learned parameters by name
 */
record OracleScore(Map<String, Reals> weights, int h, double[] query, double[] key) implements Score.Cases<Double> {
    @Override
    public Double scaledDot(Score.ScaledDot score) {
        return OracleFunctions.dot(query, key);
    }

    @Override
    public Double dot(Score.Dot score) {
        return OracleFunctions.dot(query, key);
    }

    @Override
    public Double cosine(Score.Cosine score) {
        double lengths = Math.sqrt(OracleFunctions.dot(query, query)) * Math.sqrt(OracleFunctions.dot(key, key));
        return lengths == 0 ? 0 : OracleFunctions.dot(query, key) / lengths;
    }

    @Override
    public Double bilinear(Score.Bilinear score) {
        return OracleFunctions.dot(query, OracleFunctions.linear(ofHead("score.weight"), null, key));
    }

    @Override
    public Double additive(Score.Additive score) {
        double[] fromQuery = OracleFunctions.linear(ofHead("score.query.weight"), rowOfHead("score.bias"), query);
        double[] fromKey = OracleFunctions.linear(ofHead("score.key.weight"), null, key);
        double[] vector = rowOfHead("score.vector").values();
        double sum = 0;
        for (int i = 0; i < vector.length; i++) {
            sum += vector[i] * Math.tanh(fromQuery[i] + fromKey[i]);
        }
        return sum;
    }

    private Reals ofHead(String name) {
        Reals all = named(name);
        int rows = all.shape().dim(1);
        int columns = all.shape().dim(2);
        return new Reals(Shape.of(rows, columns), all.slice(h * rows * columns, rows * columns));
    }

    private Reals rowOfHead(String name) {
        Reals all = named(name);
        int width = all.shape().dim(1);
        return new Reals(Shape.of(width), all.slice(h * width, width));
    }

    private Reals named(String name) {
        Reals found = weights.get(name);
        if (found == null) {
            throw new IllegalArgumentException("weights: " + name + " is missing");
        }
        return found;
    }
}
