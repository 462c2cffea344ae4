package dev.heed.models.onnx;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.ByteString;
import dev.heed.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Exports a BERT as PyTorch does: linear weights without names, stored [in, out]. */
public final class TinyOnnx {
    private final OnnxMl.GraphProto.Builder graph = OnnxMl.GraphProto.newBuilder();

    /** A file with these weights, by their Hugging Face names. */
    public static byte[] of(Map<String, Tensor> weights, long heads) {
        TinyOnnx onnx = new TinyOnnx();
        weights.forEach(onnx::add);
        onnx.reshape("encoder.layer.0.attention.self.query", heads);
        onnx.activation("encoder.layer.0.intermediate.dense");
        onnx.norm();
        return model(onnx.graph);
    }

    static byte[] model(OnnxMl.GraphProto.Builder graph) {
        return OnnxMl.ModelProto.newBuilder()
                .setIrVersion(7)
                .setGraph(graph)
                .build()
                .toByteArray();
    }

    static OnnxMl.TensorProto.Builder tensor(String name, int type, List<Long> dims, byte[] raw) {
        return OnnxMl.TensorProto.newBuilder()
                .setName(name)
                .setDataType(type)
                .addAllDims(dims)
                .setRawData(ByteString.copyFrom(raw));
    }

    static OnnxMl.NodeProto.Builder node(String op, String output, String... inputs) {
        return OnnxMl.NodeProto.newBuilder().setOpType(op).addOutput(output).addAllInput(List.of(inputs));
    }

    private void add(String name, Tensor tensor) {
        boolean linear = name.endsWith(".weight") && tensor.shape().rank() == 2 && !name.startsWith("embeddings.");
        if (!linear) {
            store(name, tensor, false);
            return;
        }
        String base = name.substring(0, name.length() - ".weight".length());
        store("anonymous/" + base, tensor, true);
        graph.addNode(node("MatMul", base + "/product", base + "/input", "anonymous/" + base));
        graph.addNode(node("Add", base + "/sum", base + ".bias", base + "/product"));
    }

    private void store(String name, Tensor tensor, boolean turned) {
        int rows = turned ? tensor.shape().dim(0) : 1;
        int columns = turned ? tensor.shape().dim(1) : (int) tensor.shape().size();
        ByteBuffer raw = ByteBuffer.allocate(rows * columns * 4).order(ByteOrder.LITTLE_ENDIAN);
        float[] values = tensor.toFloatArray();
        for (int column = 0; column < columns; column++) {
            for (int row = 0; row < rows; row++) {
                raw.putFloat(values[row * columns + column]);
            }
        }
        List<Long> dims = turned
                ? List.of((long) columns, (long) rows)
                : Arrays.stream(tensor.shape().toArray()).asLongStream().boxed().toList();
        graph.addInitializer(tensor(name, OnnxTensor.FLOAT, dims, raw.array()));
    }

    private void reshape(String base, long heads) {
        ByteBuffer shape = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
        shape.putLong(0).putLong(-1).putLong(heads).putLong(-1);
        graph.addInitializer(tensor("headShape", OnnxTensor.INT64, List.of(4L), shape.array()));
        graph.addNode(node("Reshape", base + "/heads", base + "/sum", "headShape"));
    }

    private void activation(String base) {
        graph.addNode(node("Erf", base + "/erf", base + "/sum"));
    }

    private void norm() {
        graph.addNode(
                node("LayerNormalization", "normed", "x", "embeddings.LayerNorm.weight", "embeddings.LayerNorm.bias")
                        .addAttribute(OnnxMl.AttributeProto.newBuilder()
                                .setName("epsilon")
                                .setType(OnnxMl.AttributeProto.AttributeType.FLOAT)
                                .setF(1e-6f)));
    }
}
