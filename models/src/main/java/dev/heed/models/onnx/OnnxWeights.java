package dev.heed.models.onnx;

import dev.heed.models.files.ModelException;
import dev.heed.models.files.Weights;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The stored tensors of a graph; those of linear projections under the name of their bias, {@code X.weight}. */
final class OnnxWeights implements Weights {
    private static final String BIAS = ".bias";
    private static final String WEIGHT = ".weight";

    private final OnnxGraph graph;
    private final Map<String, LinearWeight> linear = new LinkedHashMap<>();

    OnnxWeights(OnnxGraph graph) {
        this.graph = graph;
        graph.initializers().keySet().stream()
                .filter(name -> name.endsWith(BIAS))
                .forEach(bias -> LinearWeight.of(graph, bias)
                        .ifPresent(weight ->
                                linear.put(bias.substring(0, bias.length() - BIAS.length()) + WEIGHT, weight)));
    }

    @Override
    public String origin() {
        return graph.origin();
    }

    @Override
    public Set<String> names() {
        Set<String> names = new TreeSet<>(graph.initializers().keySet());
        names.addAll(linear.keySet());
        return names;
    }

    @Override
    public Shape shape(String name) {
        LinearWeight weight = linear.get(name);
        return weight != null ? weight.shape(origin()) : stored(name).shape(origin());
    }

    @Override
    public Tensor tensor(String name) {
        LinearWeight weight = linear.get(name);
        return weight != null ? weight.tensor(origin()) : stored(name).tensor(origin());
    }

    private OnnxTensor stored(String name) {
        OnnxTensor tensor = graph.initializers().get(name);
        if (tensor == null) {
            throw new ModelException(origin() + " has no tensor " + name + ".");
        }
        return tensor;
    }
}
