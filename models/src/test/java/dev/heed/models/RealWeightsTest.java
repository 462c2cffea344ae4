package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.models.files.Weights;
import dev.heed.models.onnx.OnnxModel;
import dev.heed.models.safetensors.SafetensorsBytes;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** MiniLM from its ONNX file, saved as safetensors and read again. */
final class RealWeightsTest {
    private static final String CONFIG = """
            {"model_type": "bert", "vocab_size": 30522, "hidden_size": 384, "num_hidden_layers": 6,
             "num_attention_heads": 12, "intermediate_size": 1536, "max_position_embeddings": 512,
             "type_vocab_size": 2, "hidden_act": "gelu", "layer_norm_eps": 1e-12}
            """;

    private final Path folder;

    RealWeightsTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        Files.writeString(folder.resolve("config.json"), CONFIG);
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT16", "BFLOAT16"})
    void savedAsSafetensors_theModelIsTheSame(DType type) throws IOException {
        Files.write(folder.resolve("model.safetensors"), SafetensorsBytes.of(exported(type)));

        assertSame(TextModel.load(folder.toString()), type);
    }

    @Test
    void savedAsShards_theModelIsTheSame() throws IOException {
        Map<String, Tensor> even = new LinkedHashMap<>();
        Map<String, Tensor> odd = new LinkedHashMap<>();
        exported(DType.FLOAT32).forEach((name, tensor) -> (name.contains("layer.1") ? odd : even).put(name, tensor));
        Files.write(folder.resolve("1.safetensors"), SafetensorsBytes.of(even));
        Files.write(folder.resolve("2.safetensors"), SafetensorsBytes.of(odd));
        StringBuilder index = new StringBuilder();
        even.keySet().forEach(name -> index.append(",\"" + name + "\":\"1.safetensors\""));
        odd.keySet().forEach(name -> index.append(",\"" + name + "\":\"2.safetensors\""));
        Files.writeString(
                folder.resolve("model.safetensors.index.json"), "{\"weight_map\":{" + index.substring(1) + "}}");

        assertSame(TextModel.load(folder.toString()), DType.FLOAT32);
    }

    private static void assertSame(TextModel saved, DType type) {
        TextModel original = TextModel.load("all-MiniLM-L6-v2");
        assertThat(saved.spec()).isEqualTo(original.spec());
        assertThat(saved.weights().keySet()).isEqualTo(original.weights().keySet());
        original.weights().forEach((name, tensor) -> {
            Tensor other = Objects.requireNonNull(saved.weights().get(name));
            assertThat(other.dtype()).as(name).isEqualTo(type);
            assertThat(other.bytes()).as(name).isEqualTo(tensor.to(type).bytes());
        });
    }

    private static Map<String, Tensor> exported(DType type) throws IOException {
        Weights weights = OnnxModel.parse("all-minilm-l6-v2.onnx", ByteBuffer.wrap(onnx()))
                .weights();
        Map<String, Tensor> exported = new LinkedHashMap<>();
        for (String name : weights.names()) {
            if (!name.startsWith("onnx::") && !name.equals("embeddings.position_ids")) {
                exported.put(name, weights.tensor(name).to(type));
            }
        }
        return exported;
    }

    private static byte[] onnx() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(RealWeightsTest.class.getResourceAsStream("/all-minilm-l6-v2.onnx"))) {
            return in.readAllBytes();
        }
    }
}
