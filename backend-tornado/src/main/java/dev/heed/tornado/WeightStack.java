package dev.heed.tornado;

import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * Puts weights of the same kind, one of each layer, into one array, [layers, …].
 *
 * @param weights by canonical names; may lack what the spec has not
 * @param prefixes what the names begin with, one for each layer
 * @param arrays where the stacks go, by the names that layers share
 */
record WeightStack(
        Map<String, Tensor> weights, List<String> prefixes, KernelChoice choice, Map<String, FloatArray> arrays) {

    /** Weights that stand outside of layers: a stack of one. */
    static WeightStack outer(Map<String, Tensor> weights, KernelChoice choice, Map<String, FloatArray> arrays) {
        return new WeightStack(weights, List.of(""), choice, arrays);
    }

    /** Those of so many layers. */
    static WeightStack inner(
            Map<String, Tensor> weights, int layers, KernelChoice choice, Map<String, FloatArray> arrays) {
        List<String> prefixes =
                IntStream.range(0, layers).mapToObj(n -> "layer." + n + ".").toList();
        return new WeightStack(weights, prefixes, choice, arrays);
    }

    /** A linear projection and its bias. */
    void linear(String name, int out, int in) {
        linear(name, List.of(name), out, in);
    }

    /** Several linear projections of the same input as one, whose outputs are so many together. */
    void linear(String name, List<String> parts, int out, int in) {
        matrix(name + ".weight", parts.stream().map(part -> part + ".weight").toList(), out, in);
        FloatArray bias = new FloatArray(prefixes.size() * out);
        bias.init(0);
        int at = 0;
        for (String prefix : prefixes) {
            for (String part : parts) {
                copy(prefix + part + ".bias", bias, at);
                at += rowsOf(prefix + part + ".weight", in);
            }
        }
        arrays.put(name + ".bias", bias);
    }

    /** A matrix of the rows of all names, as products want it. */
    void matrix(String name, List<String> parts, int out, int in) {
        arrays.put(name, choice.matrices(rows(parts, in), prefixes.size(), out, in));
    }

    /** Weight and bias of a norm; zeros where the spec has none. */
    void norm(String name, int width) {
        norm(name, List.of(name), width);
    }

    /** Several norms of the same width, [layers, norms, width]. */
    void norm(String name, List<String> parts, int width) {
        for (String kind : List.of(".weight", ".bias")) {
            vectors(name + kind, parts.stream().map(part -> part + kind).toList(), width);
        }
    }

    /** Vectors of the same width; zeros where the spec has none. */
    void vectors(String name, List<String> parts, int width) {
        FloatArray all = new FloatArray(prefixes.size() * parts.size() * width);
        all.init(0);
        int at = 0;
        for (String prefix : prefixes) {
            for (String part : parts) {
                copy(prefix + part, all, at);
                at += width;
            }
        }
        arrays.put(name, all);
    }

    /** The rows of all names, [layers, rows, in], as they come. */
    FloatArray rows(List<String> names, int in) {
        long rows = 0;
        for (String name : names) {
            rows += rowsOf(prefixes.get(0) + name, in);
        }
        long size = rows * in * prefixes.size();
        if (size > Integer.MAX_VALUE - 64) {
            throw new IllegalArgumentException("weights: expected matrices '" + names
                    + "' of less than 2^31 numbers in all layers together, got " + size);
        }
        FloatArray all = new FloatArray((int) size);
        int at = 0;
        for (String prefix : prefixes) {
            for (String name : names) {
                at += copy(prefix + name, all, at);
            }
        }
        return all;
    }

    private int rowsOf(String name, int in) {
        return (int) (Objects.requireNonNull(weights.get(name), name).shape().size() / in);
    }

    /** Copies a weight, if there is one; how many numbers it has. */
    private int copy(String name, FloatArray into, int at) {
        Tensor tensor = weights.get(name);
        if (tensor == null) {
            return 0;
        }
        FloatBuffer floats = tensor.to(DType.FLOAT32).floats();
        int count = floats.remaining();
        for (int i = 0; i < count; i++) {
            into.set(at + i, floats.get(i));
        }
        return count;
    }
}
