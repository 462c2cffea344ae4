package dev.heed.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl;
import dev.heed.encoder.Activation;
import dev.heed.models.Refused;
import dev.heed.models.TinyBert;
import dev.heed.models.files.ModelException;
import dev.heed.models.files.Weights;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class OnnxModelTest {
    private static final Path FILE = Path.of("model.onnx");

    @Test
    void exportedWeights_areFoundByTheirBias_andTurned() {
        Map<String, Tensor> original = TinyBert.weights();

        OnnxModel model = parse(TinyOnnx.of(original, TinyBert.HEADS));

        Weights read = model.weights();
        original.forEach((name, tensor) -> {
            assertThat(read.shape(name)).as(name).isEqualTo(tensor.shape());
            assertThat(read.tensor(name).toFloatArray()).as(name).containsExactly(tensor.toFloatArray());
        });
        assertThat(model.heads("encoder.layer.0.attention.self.query.bias")).contains(TinyBert.HEADS);
        assertThat(model.activation("encoder.layer.0.intermediate.dense.bias")).contains(Activation.GELU);
        assertThat(model.normEpsilon("embeddings.LayerNorm.weight")).contains(1e-6);
    }

    @Test
    void weightsOfGemmAndOfTransposedMatMul_areFound() {
        byte[] rows = floats(1, 2, 3, 4, 5, 6);
        OnnxMl.GraphProto.Builder graph = OnnxMl.GraphProto.newBuilder()
                .addInitializer(TinyOnnx.tensor("a.bias", 1, List.of(2L), floats(0, 0)))
                .addInitializer(TinyOnnx.tensor("b.bias", 1, List.of(3L), floats(0, 0, 0)))
                .addInitializer(TinyOnnx.tensor("c.bias", 1, List.of(2L), floats(0, 0)))
                .addInitializer(TinyOnnx.tensor("w", 1, List.of(2L, 3L), rows))
                .addNode(TinyOnnx.node("Gemm", "1", "x", "w", "a.bias").addAttribute(integer("transB", 1)))
                .addNode(TinyOnnx.node("Gemm", "2", "x", "w", "b.bias"))
                .addNode(TinyOnnx.node("Transpose", "t", "w"))
                .addNode(TinyOnnx.node("MatMul", "m", "x", "t"))
                .addNode(TinyOnnx.node("Add", "3", "m", "c.bias"));

        Weights read = parse(TinyOnnx.model(graph)).weights();

        assertThat(read.tensor("a.weight").toFloatArray()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(read.tensor("b.weight").toFloatArray()).containsExactly(1, 4, 2, 5, 3, 6);
        assertThat(read.tensor("c.weight").toFloatArray()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(read.shape("b.weight")).isEqualTo(Shape.of(3, 2));
    }

    @Test
    void packedFloats_areReadAsRawOnes() {
        OnnxMl.GraphProto.Builder graph = OnnxMl.GraphProto.newBuilder()
                .addInitializer(OnnxMl.TensorProto.newBuilder()
                        .setName("a")
                        .setDataType(1)
                        .addDims(2)
                        .addAllFloatData(List.of(1f, 2f)));

        assertThat(parse(TinyOnnx.model(graph)).weights().tensor("a").toFloatArray())
                .containsExactly(1, 2);
    }

    @Test
    void whatIsNotOnnx_isRefused() {
        assertThat(refusal("This is not a model.".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("FILE is not a sound ONNX file (cut off, damaged, or something else): expected a wire"
                        + " type of 0, 1, 2 or 5, got 4.");
        assertThat(refusal(new byte[0])).isEqualTo("FILE is not an ONNX model: it holds no graph.");
        assertThat(refusal(
                        OnnxMl.ModelProto.newBuilder().setIrVersion(7).build().toByteArray()))
                .isEqualTo("FILE is not an ONNX model: it holds no graph.");
    }

    @Test
    void lyingTensors_areRefused() {
        assertThat(tensorRefusal(TinyOnnx.tensor("a", 1, List.of(3L), floats(1, 2))))
                .isEqualTo("FILE: a (FLOAT32 [3]): expected 12 bytes, got 8.");
        assertThat(tensorRefusal(TinyOnnx.tensor("a", 1, List.of(1L << 30, 1L << 30), floats(1))))
                .isEqualTo("FILE: a [1073741824, 1073741824] is larger than any ONNX file.");
        assertThat(tensorRefusal(TinyOnnx.tensor("a", 1, List.of(-1L), floats(1))))
                .isEqualTo("FILE: a: expected dimensions of 0 to 2147483647, got [-1].");
        assertThat(tensorRefusal(TinyOnnx.tensor("a", 7, List.of(1L), new byte[8])))
                .isEqualTo("FILE: a: expected the type FLOAT, FLOAT16 or BFLOAT16, got INT64.");
        assertThat(tensorRefusal(TinyOnnx.tensor("a", 77, List.of(1L), new byte[8])))
                .isEqualTo("FILE: a: expected the type FLOAT, FLOAT16 or BFLOAT16, got type number 77.");
        assertThat(tensorRefusal(OnnxMl.TensorProto.newBuilder()
                        .setName("a")
                        .setDataType(1)
                        .addDims(4)
                        .setDataLocation(OnnxMl.TensorProto.DataLocation.EXTERNAL)))
                .isEqualTo(
                        "FILE: the numbers of a are in another file (external data), which is not read; save the model as"
                                + " one file.");
    }

    @Test
    void duplicateNames_areRefused() {
        assertThat(refusal(TinyOnnx.model(OnnxMl.GraphProto.newBuilder()
                        .addInitializer(TinyOnnx.tensor("a", 1, List.of(1L), floats(1)))
                        .addInitializer(TinyOnnx.tensor("a", 1, List.of(1L), floats(2))))))
                .isEqualTo("FILE: two tensors have the name a.");
    }

    @Test
    void truncatedAnywhere_isRefusedOrHoldsLess() {
        byte[] whole = TinyOnnx.of(TinyBert.weights(), 2);
        for (int length = 0; length < whole.length; length += 13) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThat(refusal(part)).startsWith("FILE is not a");
        }
    }

    @Test
    void damagedAnywhere_isReadOrRefused() {
        byte[] whole = TinyOnnx.of(TinyBert.weights(), 2);
        Random random = new Random(11);
        for (int round = 0; round < 2000; round++) {
            byte[] damaged = whole.clone();
            for (int i = 0; i < 4; i++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                OnnxModel model = parse(damaged);
                model.heads("encoder.layer.0.attention.self.query.bias");
                model.activation("encoder.layer.0.intermediate.dense.bias");
                model.weights().names().forEach(model.weights()::tensor);
            } catch (ModelException refused) {
                assertThat(refused).hasMessageStartingWith("model.onnx");
            }
        }
    }

    private static String refusal(byte[] file) {
        return Refused.message(FILE, () -> parse(file));
    }

    private static String tensorRefusal(OnnxMl.TensorProto.Builder tensor) {
        OnnxModel model = parse(TinyOnnx.model(OnnxMl.GraphProto.newBuilder().addInitializer(tensor)));
        return Refused.message(FILE, () -> model.weights().tensor("a"));
    }

    private static OnnxModel parse(byte[] file) {
        return OnnxModel.parse(FILE.toString(), ByteBuffer.wrap(file));
    }

    private static byte[] floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    private static OnnxMl.AttributeProto integer(String name, long value) {
        return OnnxMl.AttributeProto.newBuilder()
                .setName(name)
                .setType(OnnxMl.AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }
}
