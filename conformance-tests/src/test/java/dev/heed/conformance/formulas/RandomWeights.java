package dev.heed.conformance.formulas;

import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/** Drawn weights, by the names that a decoder has for them: as tensors, and as numbers for the formulas. */
final class RandomWeights {
    private final SplittableRandom random;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    RandomWeights(long seed) {
        this.random = new SplittableRandom(seed);
    }

    RandomWeights add(String name, int... dims) {
        Shape shape = Shape.of(dims);
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * 0.4 + (name.endsWith("orm.weight") ? 1 : 0));
        }
        tensors.put(name, Tensor.of(shape, values));
        return this;
    }

    Map<String, Tensor> tensors() {
        return tensors;
    }

    /** A matrix as it is; a vector as one row. */
    Matrix get(String name) {
        Tensor tensor = Objects.requireNonNull(tensors.get(name), name);
        double[] values = tensor.toDoubleArray();
        int columns = tensor.shape().dim(-1);
        return Matrix.of(values.length / columns, columns, (i, j) -> values[i * columns + j]);
    }

    int[] tokens(int count, int vocabulary) {
        return random.ints(count, 0, vocabulary).toArray();
    }

    /** The rows of a table. */
    Matrix rows(String name, int... ids) {
        Matrix table = get(name);
        return Matrix.of(ids.length, table.columns(), (i, j) -> table.at(ids[i], j));
    }
}
