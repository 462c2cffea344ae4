package com.example.plainjava;

import dev.heed.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;

/** Learned parameters as arrays, by name; copies, so that the caller may drop the tensors. */
final class Parameters {
    private final Map<String, float[]> arrays;

    private Parameters(Map<String, float[]> arrays) {
        this.arrays = arrays;
    }

    static Parameters of(Map<String, Tensor> weights) {
        Map<String, float[]> arrays = new HashMap<>();
        weights.forEach((name, tensor) -> arrays.put(name, tensor.toFloatArray()));
        return new Parameters(arrays);
    }

    /** One that is there: the names were checked against the spec before. */
    float[] get(String name) {
        float[] array = arrays.get(name);
        if (array == null) {
            throw new IllegalStateException(name + " should have been checked to be there");
        }
        return array;
    }

    /** Those of a part, under the names that the part knows them by. */
    Parameters renamed(Map<String, String> partToWhole) {
        Map<String, float[]> part = new HashMap<>();
        partToWhole.forEach((name, whole) -> part.put(name, get(whole)));
        return new Parameters(part);
    }

    /** weight·x + bias for a weight [out, in] and a bias [out], if there is one of that name. */
    float[] linear(String name, float[] x) {
        float[] weight = get(name + ".weight");
        float[] bias = arrays.getOrDefault(name + ".bias", new float[weight.length / x.length]);
        float[] y = new float[bias.length];
        for (int out = 0; out < y.length; out++) {
            y[out] = (float) (Functions.dot(weight, out * x.length, x, 0, x.length) + bias[out]);
        }
        return y;
    }

    /** A learned bias [width], or zeros if there is none of that name. */
    float[] biasOrZeros(String name, int width) {
        return arrays.getOrDefault(name + ".bias", new float[width]);
    }
}
