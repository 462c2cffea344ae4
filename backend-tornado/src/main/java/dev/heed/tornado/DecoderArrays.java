package dev.heed.tornado;

import dev.heed.decoder.DecoderSpec;
import dev.heed.encoder.TransformerSpec;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * The weights of a decoder as plans send them to the device: each kind of all layers in one array, [layers, …], so that
 * one graph computes every layer.
 */
final class DecoderArrays implements PositionWeights {
    private final TransformerSpec body;
    private final int layers;
    private final KernelChoice choice;
    private final Map<String, FloatArray> arrays = new HashMap<>();
    private final float[] learnedPositions;
    private final float[] biasTable;

    /** Copies the weights, which have been checked. */
    DecoderArrays(DecoderSpec spec, Map<String, Tensor> weights, KernelChoice choice) {
        this.body = spec.body();
        this.layers = body.layers();
        this.choice = choice;
        learnedPositions = floats(weights, "embedding.position.weight");
        biasTable = floats(weights, "attention.bias.weight");
        outer(spec, weights);
        if (layers > 0) {
            inner(spec, weights);
        }
    }

    private void outer(DecoderSpec spec, Map<String, Tensor> weights) {
        int width = body.width();
        int vocabulary = spec.vocabulary();
        boolean tied = spec.head().tied();
        FloatArray table = stacked(weights, 1, n -> "", List.of("embedding.token.weight"), width);
        arrays.put("tokens", tied ? choice.matrices(table, 1, vocabulary, width) : table);
        arrays.put(
                "head",
                tied
                        ? get("tokens")
                        : choice.matrices(
                                stacked(weights, 1, n -> "", List.of("head.weight"), width), 1, vocabulary, width));
        arrays.put("head.bias", vector(weights, 1, n -> "", List.of("head.bias"), vocabulary));
        norm(weights, 1, n -> "", "embedding.norm", width);
        norm(weights, 1, n -> "", "final.norm", width);
    }

    private void inner(DecoderSpec spec, Map<String, Tensor> weights) {
        int width = body.width();
        int queries = body.heads() * body.headWidth();
        int keyValues = body.keyValueHeads() * body.headWidth();
        linear(weights, "attention", List.of("query", "key", "value"), queries + 2 * keyValues, width);
        linear(weights, "attention.", List.of("output"), width, queries);
        norm(weights, "attention.norm", width);
        norm(weights, "attention.outputNorm", width);
        norm(weights, "feedForward.norm", width);
        norm(weights, "feedForward.outputNorm", width);
        if (body.activation().gated()) {
            linear(weights, "feedForward.", List.of("gate"), body.feedForwardWidth(), width);
        }
        linear(weights, "feedForward.", List.of("up"), body.feedForwardWidth(), width);
        linear(weights, "feedForward.", List.of("down"), width, body.feedForwardWidth());
        arrays.put("heads.weight", heads(weights, "weight"));
        arrays.put("heads.bias", heads(weights, "bias"));
        spec.memoryWidth().ifPresent(memoryWidth -> {
            linear(weights, "memory.", List.of("query"), queries, width);
            linear(weights, "memory", List.of("key", "value"), 2 * keyValues, memoryWidth);
            linear(weights, "memory.", List.of("output"), width, queries);
            norm(weights, "memory.norm", width);
        });
    }

    /** The norms of queries and keys, [layers, 2, headWidth]. */
    private FloatArray heads(Map<String, Tensor> weights, String part) {
        return vector(
                weights,
                layers,
                n -> "layer." + n + ".attention.",
                List.of("query.norm." + part, "key.norm." + part),
                body.headWidth());
    }

    /** Several linear projections of the same input as one; a name that ends in a dot has one part, and its name. */
    private void linear(Map<String, Tensor> weights, String name, List<String> parts, int out, int in) {
        String prefix = name.endsWith(".") ? name : name + ".";
        String known = name.endsWith(".") ? name + parts.get(0) : name;
        LayerPrefix of = n -> "layer." + n + "." + prefix;
        List<String> names = parts.stream().map(part -> part + ".weight").toList();
        arrays.put(known + ".weight", choice.matrices(stacked(weights, layers, of, names, in), layers, out, in));
        FloatArray bias = new FloatArray(layers * out);
        bias.init(0);
        int at = 0;
        for (int n = 0; n < layers; n++) {
            for (String part : parts) {
                int rows = rows(weights, of.of(n) + part + ".weight", in);
                copy(weights, of.of(n) + part + ".bias", bias, at);
                at += rows;
            }
        }
        arrays.put(known + ".bias", bias);
    }

    private interface LayerPrefix {
        String of(int layer);
    }

    private void norm(Map<String, Tensor> weights, String name, int width) {
        norm(weights, layers, n -> "layer." + n + ".", name, width);
    }

    private void norm(Map<String, Tensor> weights, int count, LayerPrefix prefix, String name, int width) {
        arrays.put(name + ".weight", vector(weights, count, prefix, List.of(name + ".weight"), width));
        arrays.put(name + ".bias", vector(weights, count, prefix, List.of(name + ".bias"), width));
    }

    /** [count, names, width], zeros where the spec has none. */
    private static FloatArray vector(
            Map<String, Tensor> weights, int count, LayerPrefix prefix, List<String> names, int width) {
        FloatArray all = new FloatArray(count * names.size() * width);
        all.init(0);
        for (int i = 0; i < count * names.size(); i++) {
            copy(weights, prefix.of(i / names.size()) + names.get(i % names.size()), all, i * width);
        }
        return all;
    }

    /** [count, rows of all names, in]. */
    private static FloatArray stacked(
            Map<String, Tensor> weights, int count, LayerPrefix prefix, List<String> names, int in) {
        long rows = 0;
        for (String name : names) {
            rows += rows(weights, prefix.of(0) + name, in);
        }
        long size = rows * in * count;
        if (size > Integer.MAX_VALUE - 64) {
            throw new IllegalArgumentException("weights: expected matrices '" + names
                    + "' of less than 2^31 numbers in all layers together, got " + size);
        }
        FloatArray all = new FloatArray((int) size);
        int at = 0;
        for (int n = 0; n < count; n++) {
            for (String name : names) {
                at += copy(weights, prefix.of(n) + name, all, at);
            }
        }
        return all;
    }

    private static int rows(Map<String, Tensor> weights, String name, int in) {
        return (int) (Objects.requireNonNull(weights.get(name), name).shape().size() / in);
    }

    /** Copies a weight, if there is one; how many numbers it has. */
    private static int copy(Map<String, Tensor> weights, String name, FloatArray into, int at) {
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

    private static float[] floats(Map<String, Tensor> weights, String name) {
        Tensor tensor = weights.get(name);
        return tensor == null ? new float[0] : tensor.toFloatArray();
    }

    /** An array by its name. */
    FloatArray get(String name) {
        return Objects.requireNonNull(arrays.get(name), name);
    }

    @Override
    public float[] learnedPositions(int offset) {
        return Arrays.copyOfRange(learnedPositions, offset * body.width(), learnedPositions.length);
    }

    @Override
    public float[] biasTable() {
        return biasTable;
    }
}
