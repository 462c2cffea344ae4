package dev.heed.conformance;

import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Random tensors, the same for the same seed. */
final class Draw {
    private final SplittableRandom random;

    Draw(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** Normal numbers with the given deviation. */
    Tensor normal(double deviation, int... dims) {
        Shape shape = Shape.of(dims);
        float[] values = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
        return Tensor.of(shape, values);
    }

    /** Standard normal numbers. */
    Tensor normal(int... dims) {
        return normal(1, dims);
    }

    /** Whole numbers from −most to most, whose products and sums are exact. */
    Tensor whole(int most, int... dims) {
        Shape shape = Shape.of(dims);
        float[] values = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(-most, most + 1);
        }
        return Tensor.of(shape, values);
    }

    /** True with the given probability. */
    Tensor booleans(double probability, int... dims) {
        Shape shape = Shape.of(dims);
        boolean[] values = new boolean[Math.toIntExact(shape.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextDouble() < probability;
        }
        return Tensor.of(shape, values);
    }

    /** Standard normal numbers, each of them −∞ instead with the given probability. */
    Tensor additive(double probability, int... dims) {
        float[] values = normal(dims).toFloatArray();
        for (int i = 0; i < values.length; i++) {
            if (random.nextDouble() < probability) {
                values[i] = Float.NEGATIVE_INFINITY;
            }
        }
        return Tensor.of(Shape.of(dims), values);
    }

    /** Ids below a bound. */
    Tensor ids(int bound, int... dims) {
        Shape shape = Shape.of(dims);
        return Tensor.of(shape, below(bound, Math.toIntExact(shape.size())));
    }

    /** So many whole numbers from 0 on, below a bound. */
    int[] below(int bound, int count) {
        int[] values = new int[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextInt(bound);
        }
        return values;
    }

    /**
     * Weights that keep a network's states at about the size of its inputs: linear ones with deviation 1/√in, norms
     * around 1, tables and biases smaller.
     */
    Map<String, Tensor> weights(Map<String, Shape> shapes) {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        shapes.forEach((name, shape) -> weights.put(name, weight(name, shape)));
        return weights;
    }

    private Tensor weight(String name, Shape shape) {
        if (name.endsWith("norm.weight") || name.endsWith("Norm.weight")) {
            float[] values = normal(0.1, shape.toArray()).toFloatArray();
            for (int i = 0; i < values.length; i++) {
                values[i] += 1;
            }
            return Tensor.of(shape, values);
        }
        boolean linear = shape.rank() >= 2 && !name.startsWith("embedding") && !name.contains("bias.");
        return normal(linear ? 1 / Math.sqrt(shape.dim(-1)) : 0.5, shape.toArray());
    }

    /** A whole number from {@code least} to {@code most}. */
    int between(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    /** One of these. */
    @SafeVarargs
    final <T> T oneOf(T... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
