package dev.heed.models.onnx;

import dev.heed.models.files.ModelException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The operations and stored tensors of a file, to be followed from one to the next by name. */
final class OnnxGraph {
    private final String origin;
    private final Map<String, OnnxTensor> initializers = new LinkedHashMap<>();
    private final Map<String, OnnxNode> producers = new HashMap<>();
    private final Map<String, List<OnnxNode>> consumers = new HashMap<>();

    OnnxGraph(String origin, List<OnnxNode> nodes, List<OnnxTensor> stored) {
        this.origin = origin;
        for (OnnxTensor tensor : stored) {
            if (initializers.put(tensor.name(), tensor) != null) {
                throw new ModelException(origin + ": two tensors have the name " + tensor.name() + ".");
            }
        }
        for (OnnxNode node : nodes) {
            node.outputs().forEach(output -> producers.put(output, node));
            node.inputs().forEach(input -> consumers
                    .computeIfAbsent(input, any -> new ArrayList<>())
                    .add(node));
        }
    }

    String origin() {
        return origin;
    }

    Map<String, OnnxTensor> initializers() {
        return Collections.unmodifiableMap(initializers);
    }

    boolean uses(String op) {
        return producers.values().stream().anyMatch(node -> node.is(op));
    }

    List<OnnxNode> consumersOf(String name) {
        return consumers.getOrDefault(name, List.of());
    }

    /** The operation of this kind that reads a value, if there is exactly one. */
    Optional<OnnxNode> consumer(String name, String op) {
        List<OnnxNode> found =
                consumersOf(name).stream().filter(node -> node.is(op)).toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    Optional<OnnxNode> producer(String name) {
        return Optional.ofNullable(producers.get(name));
    }

    /** The operation that makes one of the inputs, if it is of this kind. */
    Optional<OnnxNode> producerOfInput(OnnxNode node, String op) {
        return node.inputs().stream()
                .map(producers::get)
                .filter(each -> each != null && each.is(op))
                .findFirst();
    }

    /** A tensor that is known without running anything: stored, or the value of a constant. */
    Optional<OnnxTensor> known(String name) {
        @Nullable OnnxTensor stored = initializers.get(name);
        if (stored != null) {
            return Optional.of(stored);
        }
        return producer(name)
                .filter(node -> node.is("Constant"))
                .map(node -> node.attributes().get("value"))
                .flatMap(OnnxAttribute::tensor);
    }

    /** A known float that stands alone. */
    Optional<Float> knownFloat(String name) {
        return known(name)
                .filter(tensor ->
                        tensor.type() == OnnxTensor.FLOAT && tensor.data().remaining() == Float.BYTES)
                .map(tensor -> tensor.data().getFloat(0));
    }

    /** Known integers. */
    Optional<List<Long>> knownIntegers(String name) {
        return known(name)
                .filter(tensor -> tensor.type() == OnnxTensor.INT64
                        && tensor.data().remaining() <= 8 * Long.BYTES
                        && tensor.data().remaining() % Long.BYTES == 0)
                .map(tensor -> {
                    List<Long> integers = new ArrayList<>();
                    for (int at = 0; at < tensor.data().remaining(); at += Long.BYTES) {
                        integers.add(tensor.data().getLong(at));
                    }
                    return integers;
                });
    }
}
