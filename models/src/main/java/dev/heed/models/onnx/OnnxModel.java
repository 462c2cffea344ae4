package dev.heed.models.onnx;

import dev.heed.encoder.Activation;
import dev.heed.models.files.ModelException;
import dev.heed.models.files.Weights;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An ONNX file as a source of weights, and of what its graph says about how they are used. Nothing is copied but
 * weights that are stored the other way round. Immutable; any number of threads may use it.
 */
public final class OnnxModel {
    private static final int MOST_STEPS = 64;

    private final OnnxGraph graph;
    private final OnnxWeights weights;

    private OnnxModel(OnnxGraph graph) {
        this.graph = graph;
        this.weights = new OnnxWeights(graph);
    }

    /**
     * Parses a file.
     *
     * @param origin the file, as messages name it
     * @param file its bytes, which are shared: nobody may write to them any more
     * @throws ModelException if it is not a sound ONNX file
     */
    public static OnnxModel parse(String origin, ByteBuffer file) {
        return new OnnxModel(new OnnxParser(origin).model(file));
    }

    /** The file, as messages name it. */
    public String origin() {
        return graph.origin();
    }

    /** Its tensors by name. Linear weights are [out, in] and have the name of their bias, ending in {@code .weight}. */
    public Weights weights() {
        return weights;
    }

    /** Whether an operation such as {@code MatMulInteger} occurs. */
    public boolean uses(String op) {
        return graph.uses(op);
    }

    /**
     * Into how many heads the projection with this bias is cut, by the constants of the reshape that follows it.
     */
    public Optional<Integer> heads(String bias) {
        return graph.consumer(bias, "Add")
                .flatMap(add -> graph.consumer(add.output(), "Reshape"))
                .filter(reshape -> reshape.inputs().size() == 2)
                .flatMap(reshape -> headsOfShape(reshape.inputs().get(1)));
    }

    private Optional<Integer> headsOfShape(String shape) {
        // [batch, length, heads, headWidth], as one constant or put together from four parts.
        Optional<Long> heads = graph.knownIntegers(shape)
                .filter(dims -> dims.size() == 4)
                .map(dims -> dims.get(2))
                .or(() -> graph.producer(shape)
                        .filter(node -> node.is("Concat") && node.inputs().size() == 4)
                        .flatMap(concat -> graph.knownIntegers(concat.inputs().get(2)))
                        .filter(parts -> parts.size() == 1)
                        .map(parts -> parts.get(0)));
        return heads.filter(count -> count > 0 && count <= Integer.MAX_VALUE).map(Long::intValue);
    }

    /** The activation between the projection with this bias and the next one. */
    public Optional<Activation> activation(String bias) {
        Set<String> ops = new HashSet<>();
        Deque<String> open = new ArrayDeque<>();
        graph.consumer(bias, "Add").ifPresent(add -> open.add(add.output()));
        for (int step = 0; !open.isEmpty() && step < MOST_STEPS; step++) {
            for (OnnxNode next : graph.consumersOf(open.remove())) {
                if (!next.is("MatMul")) {
                    ops.add(next.is("Gelu") ? "Gelu:" + approximation(next) : next.op());
                    open.add(next.output());
                }
            }
        }
        return named(ops);
    }

    private static String approximation(OnnxNode gelu) {
        OnnxAttribute attribute = gelu.attributes().get("approximate");
        return attribute == null ? "none" : attribute.text();
    }

    private static Optional<Activation> named(Set<String> ops) {
        List<Activation> found = new ArrayList<>();
        if (ops.contains("Erf") || ops.contains("Gelu:none")) {
            found.add(Activation.GELU);
        }
        if (ops.contains("Tanh") || ops.contains("Gelu:tanh")) {
            found.add(Activation.GELU_TANH);
        }
        if (ops.contains("Relu")) {
            found.add(Activation.RELU);
        }
        if (ops.contains("Sigmoid")) {
            found.add(Activation.SILU);
        }
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    /** The ε of the LayerNorm with this weight, whether it is one operation or written out. */
    public Optional<Double> normEpsilon(String weight) {
        Optional<Float> fused = graph.consumer(weight, "LayerNormalization")
                .map(node -> node.attributes().containsKey("epsilon")
                        ? node.attributes().get("epsilon").number()
                        : 1e-5f);
        return fused.or(() -> writtenOutEpsilon(weight)).map(value -> Double.valueOf(value.toString()));
    }

    private Optional<Float> writtenOutEpsilon(String weight) {
        return graph.consumer(weight, "Mul")
                .flatMap(mul -> graph.producerOfInput(mul, "Div"))
                .flatMap(div -> graph.producerOfInput(div, "Sqrt"))
                .flatMap(sqrt -> graph.producerOfInput(sqrt, "Add"))
                .flatMap(add -> add.inputs().stream()
                        .flatMap(input -> graph.knownFloat(input).stream())
                        .findFirst());
    }
}
