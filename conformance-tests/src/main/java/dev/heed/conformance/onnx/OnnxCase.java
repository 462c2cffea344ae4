package dev.heed.conformance.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A folder in the ONNX repository's node-test format: {@code model.onnx} and {@code test_data_set_N} with {@code
 * input_N.pb} and {@code output_N.pb}.
 *
 * @param name the folder's name
 * @param sets what goes in and should come out, once for each data set
 */
record OnnxCase(String name, List<DataSet> sets) {
    /**
     * One data set.
     *
     * @param node the operator with its inputs
     * @param outputs what should come out, by the index of the operator's output
     */
    record DataSet(OnnxNode node, Map<Integer, OnnxTensor> outputs) {}

    static OnnxCase read(Path folder) throws IOException {
        ModelProto model = ModelProto.parseFrom(Files.readAllBytes(folder.resolve("model.onnx")));
        GraphProto graph = model.getGraph();
        if (graph.getNodeCount() != 1) {
            throw new NotCovered("a graph of " + graph.getNodeCount() + " operators; single operators are run");
        }
        NodeProto node = graph.getNode(0);
        if (!node.getDomain().isEmpty() && !node.getDomain().equals("ai.onnx")) {
            throw new NotCovered(
                    "operator " + node.getOpType() + " of domain " + node.getDomain() + " is not part of the contract");
        }
        OnnxOperator.of(node.getOpType());
        long opset = model.getOpsetImportList().stream()
                .filter(each -> each.getDomain().isEmpty() || each.getDomain().equals("ai.onnx"))
                .mapToLong(each -> each.getVersion())
                .findFirst()
                .orElse(0);
        List<DataSet> sets = new ArrayList<>();
        for (Path set : dataSets(folder)) {
            Map<String, OnnxTensor> tensors = new HashMap<>();
            for (TensorProto constant : graph.getInitializerList()) {
                tensors.put(constant.getName(), OnnxTensor.parse(constant));
            }
            for (int i = 0; i < graph.getInputCount(); i++) {
                Path file = set.resolve("input_" + i + ".pb");
                if (Files.exists(file)) {
                    tensors.put(graph.getInput(i).getName(), tensor(file));
                }
            }
            sets.add(new DataSet(new OnnxNode(node, opset, tensors), outputs(graph, node, set)));
        }
        if (sets.isEmpty()) {
            throw new IOException("it has no test_data_set_0");
        }
        return new OnnxCase(String.valueOf(folder.getFileName()), sets);
    }

    private static List<Path> dataSets(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(each -> String.valueOf(each.getFileName()).startsWith("test_data_set_"))
                    .sorted()
                    .toList();
        }
    }

    private static Map<Integer, OnnxTensor> outputs(GraphProto graph, NodeProto node, Path set) throws IOException {
        Map<Integer, OnnxTensor> outputs = new HashMap<>();
        for (int i = 0; i < graph.getOutputCount(); i++) {
            int index = node.getOutputList().indexOf(graph.getOutput(i).getName());
            if (index < 0) {
                throw new IOException("output " + graph.getOutput(i).getName() + " comes out of no operator");
            }
            outputs.put(index, tensor(set.resolve("output_" + i + ".pb")));
        }
        return outputs;
    }

    private static OnnxTensor tensor(Path file) throws IOException {
        return OnnxTensor.parse(TensorProto.parseFrom(Files.readAllBytes(file)));
    }
}
