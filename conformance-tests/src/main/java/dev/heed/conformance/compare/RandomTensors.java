package dev.heed.conformance.compare;

import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Random numbers, the same for the same seed. */
final class RandomTensors {
    private final SplittableRandom random;

    RandomTensors(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** Ids below a bound, INT32. */
    Tensor ids(int bound, Shape shape) {
        return Tensor.of(shape, random.ints(shape.size(), 0, bound).toArray());
    }

    /** Normal numbers. */
    Tensor normal(double mean, double deviation, Shape shape) {
        float[] values = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (mean + deviation * random.nextGaussian());
        }
        return Tensor.of(shape, values);
    }

    /** Weights that keep the size of a Transformer's states: what a linear layer adds up has the deviation of one input. */
    Map<String, Tensor> weights(Map<String, Shape> shapes) {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        shapes.forEach((name, shape) -> weights.put(name, weight(name, shape)));
        return weights;
    }

    private Tensor weight(String name, Shape shape) {
        if (name.endsWith("norm.weight")) {
            return normal(1, 0.1, shape);
        }
        boolean linear = shape.rank() == 2 && !name.startsWith("embedding.");
        return normal(0, linear ? 1 / Math.sqrt(shape.dim(1)) : 0.5, shape);
    }
}
