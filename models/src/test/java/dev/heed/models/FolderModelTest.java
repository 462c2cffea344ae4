package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.models.onnx.TinyOnnx;
import dev.heed.models.safetensors.SafetensorsBytes;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class FolderModelTest {
    private final Path folder;

    FolderModelTest(@TempDir Path folder) {
        this.folder = TinyBert.writeTo(folder);
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT16", "BFLOAT16"})
    void weightsOfEachType_areRead(DType type) {
        TinyBert.writeTo(folder, TinyBert.weights(type));

        TextModel model = load();

        assertThat(model.weights().keySet())
                .isEqualTo(model.spec().weightShapes().keySet());
        assertThat(values(model, "layer.1.feedForward.down.weight"))
                .containsExactly(
                        tensor("encoder.layer.1.output.dense.weight").to(type).toFloatArray());
    }

    @ParameterizedTest
    @CsvSource({"bert., weight, bias", "bert., gamma, beta", "'', gamma, beta"})
    void prefixAndOldNames_areUnderstood(String prefix, String weight, String bias) {
        TinyBert.writeTo(
                folder,
                renamed(name -> prefix
                        + name.replace("LayerNorm.weight", "LayerNorm." + weight)
                                .replace("LayerNorm.bias", "LayerNorm." + bias)));

        assertSame(load());
    }

    @Test
    void otherTasksWeights_areLeft() {
        Map<String, Tensor> more = renamed(UnaryOperator.identity());
        more.put("cls.predictions.bias", Tensor.of(Shape.of(1), 1f));
        more.put("embeddings.position_ids", Tensor.of(Shape.of(1, 1), 0L));
        TinyBert.writeTo(folder, more);

        assertSame(load());
    }

    @Test
    void shards_areReadAsOne() throws IOException {
        Map<String, Tensor> first = new LinkedHashMap<>();
        Map<String, Tensor> second = new LinkedHashMap<>();
        StringBuilder index = new StringBuilder();
        TinyBert.weights().forEach((name, tensor) -> {
            boolean early = first.size() <= second.size();
            (early ? first : second).put(name, tensor);
            index.append(index.length() == 0 ? "" : ",")
                    .append("\"%s\":\"%s.safetensors\"".formatted(name, early ? "first" : "second"));
        });
        Files.delete(folder.resolve("model.safetensors"));
        Files.write(folder.resolve("first.safetensors"), SafetensorsBytes.of(first));
        Files.write(folder.resolve("second.safetensors"), SafetensorsBytes.of(second));
        Files.writeString(folder.resolve("model.safetensors.index.json"), "{\"weight_map\":{" + index + "}}");

        assertSame(load());
    }

    @Test
    void onnx_equalsSafetensors_withAndWithoutConfig() throws IOException {
        Files.delete(folder.resolve("model.safetensors"));
        Path onnx = Files.write(folder.resolve("model.onnx"), TinyOnnx.of(TinyBert.weights(), TinyBert.HEADS));

        assertSame(load());
        Files.delete(folder.resolve("config.json"));
        assertSame(load());
        assertSame(TextModel.load(onnx.toString()));
        assertThat(load().spec().norm().epsilon()).isEqualTo(1e-6);
    }

    @Test
    void onnxWithoutHeads_asksForConfig() throws IOException {
        Map<String, Tensor> weights = renamed(name -> name.replace("self.query", "self.q"));
        Files.delete(folder.resolve("model.safetensors"));
        Files.delete(folder.resolve("config.json"));
        Files.write(folder.resolve("model.onnx"), TinyOnnx.of(weights, TinyBert.HEADS));

        assertThat(refusal())
                .isEqualTo("FILE/model.onnx: the number of heads (no reshape follows"
                        + " encoder.layer.0.attention.self.query.bias) cannot be read off the graph; put the model's"
                        + " config.json beside it.");
    }

    @Test
    void missingAndMisshapenWeights_areAllListed() {
        Map<String, Tensor> weights = renamed(UnaryOperator.identity());
        weights.remove("encoder.layer.1.output.dense.bias");
        weights.put("embeddings.LayerNorm.weight", Tensor.of(Shape.of(3), 1f, 2f, 3f));
        TinyBert.writeTo(folder, weights);

        assertThat(refusal())
                .isEqualTo("FILE/model.safetensors does not fit FILE/config.json (2 layers of 16):"
                        + " embeddings.LayerNorm.weight: expected [16], got [3];"
                        + " encoder.layer.1.output.dense.bias [16] is missing.");
    }

    @Test
    void otherNumberOfLayers_isNamed() throws IOException {
        for (int layers : new int[] {1, 3, 2_000_000_000}) {
            config("\"num_hidden_layers\": 2", "\"num_hidden_layers\": " + layers);

            assertThat(refusal())
                    .isEqualTo("FILE/model.safetensors does not fit FILE/config.json: expected weights of " + layers
                            + " layers, got 2.");
        }
    }

    @Test
    void missingFiles_areNamed() throws IOException {
        Files.delete(folder.resolve("config.json"));
        assertThat(refusal()).isEqualTo("FILE/config.json is missing.");

        Files.delete(folder.resolve("model.safetensors"));
        assertThat(refusal())
                .isEqualTo(
                        "FILE holds no weights: expected model.safetensors, model.safetensors.index.json or model.onnx or"
                                + " onnx/model.onnx.");
        Files.createFile(folder.resolve("pytorch_model.bin"));
        assertThat(refusal())
                .isEqualTo(
                        "FILE holds no weights: expected model.safetensors, model.safetensors.index.json or model.onnx or"
                                + " onnx/model.onnx; pytorch_model.bin is not read: convert it to safetensors.");
    }

    @Test
    void unknownModel_listsTheKnownOnes() {
        assertThat(Refused.message(folder, () -> TextModel.load("no-such-model")))
                .isEqualTo("Unknown model 'no-such-model': expected one of all-MiniLM-L6-v2, bge-small-en-v1.5,"
                        + " bge-small-zh-v1.5, e5-small-v2, a folder in the Hugging Face layout, or an .onnx file with"
                        + " tokenizer.json beside it.");
        assertThat(Refused.message(folder, () -> TextModel.load("\0"))).startsWith("Unknown model '");
    }

    @Test
    void withoutModules_meanOfAllPositions() {
        TextModel model = load();

        assertThat(model.pooling()).isEqualTo(Pooling.MEAN);
        assertThat(model.normalized()).isFalse();
        assertThat(model.maxTokens()).isEqualTo(20);
        assertThat(model.name()).isEqualTo(folder.getFileName().toString());
    }

    @Test
    void modulesAreHonoured() throws IOException {
        modules("{'path':'','type':'sentence_transformers.models.Transformer'},"
                + "{'path':'1_Pooling','type':'sentence_transformers.models.Pooling'},"
                + "{'path':'2_Normalize','type':'sentence_transformers.models.Normalize'}");
        pooling("{'word_embedding_dimension':16,'pooling_mode_cls_token':true,'pooling_mode_mean_tokens':false}");
        Files.writeString(folder.resolve("sentence_bert_config.json"), "{\"max_seq_length\": 7}");

        TextModel model = load();

        assertThat(model.pooling()).isEqualTo(Pooling.CLS);
        assertThat(model.normalized()).isTrue();
        assertThat(model.maxTokens()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'pooling_mode_max_tokens':true} | FILE/1_Pooling/config.json: expected pooling_mode_mean_tokens or"
                        + " pooling_mode_cls_token alone to be true, got max_tokens.",
                "{'pooling_mode_cls_token':true,'pooling_mode_mean_tokens':true} | FILE/1_Pooling/config.json: expected"
                        + " pooling_mode_mean_tokens or pooling_mode_cls_token alone to be true, got cls_token, mean_tokens.",
                "{} | FILE/1_Pooling/config.json: expected pooling_mode_mean_tokens or pooling_mode_cls_token alone to be"
                        + " true, got none.",
                "{'pooling_mode_cls_token':1} | FILE/1_Pooling/config.json: pooling_mode_cls_token: expected true or false,"
                        + " got 1.",
                "{'pooling_mode_cls_token':true,'word_embedding_dimension':8} | FILE/1_Pooling/config.json:"
                        + " word_embedding_dimension: expected 16 (the encoder's width), got 8.",
            })
    void otherPoolings_areRefused(String json, String expected) throws IOException {
        modules("{'path':'1_Pooling','type':'sentence_transformers.models.Pooling'}");
        pooling(json);

        assertThat(refusal()).isEqualTo(expected);
    }

    @Test
    void otherModules_areRefused() throws IOException {
        modules("{'path':'2_Dense','type':'sentence_transformers.models.Dense'}");
        assertThat(refusal())
                .isEqualTo("FILE/modules.json[0]: type: expected Transformer, Pooling or Normalize, got"
                        + " sentence_transformers.models.Dense.");
        modules("{'path':'../x','type':'sentence_transformers.models.Pooling'}");
        assertThat(refusal()).isEqualTo("FILE/modules.json[0]: path: expected a folder inside the model's, got ../x.");
    }

    private void assertSame(TextModel model) {
        assertThat(model.weights().keySet())
                .isEqualTo(model.spec().weightShapes().keySet());
        assertThat(model.spec().heads()).isEqualTo(TinyBert.HEADS);
        assertThat(values(model, "embedding.norm.bias"))
                .containsExactly(tensor("embeddings.LayerNorm.bias").toFloatArray());
        assertThat(values(model, "layer.0.attention.output.weight"))
                .containsExactly(
                        tensor("encoder.layer.0.attention.output.dense.weight").toFloatArray());
        assertThat(model.pooler()).isPresent();
    }

    private static float[] values(TextModel model, String name) {
        return Objects.requireNonNull(model.weights().get(name)).toFloatArray();
    }

    private static Tensor tensor(String name) {
        return Objects.requireNonNull(TinyBert.weights().get(name));
    }

    private static Map<String, Tensor> renamed(UnaryOperator<String> rename) {
        Map<String, Tensor> renamed = new LinkedHashMap<>();
        TinyBert.weights().forEach((name, tensor) -> renamed.put(rename.apply(name), tensor));
        return renamed;
    }

    private void config(String there, String instead) throws IOException {
        Files.writeString(folder.resolve("config.json"), TinyBert.CONFIG.replace(there, instead));
    }

    private void modules(String json) throws IOException {
        Files.writeString(folder.resolve("modules.json"), "[" + json.replace('\'', '"') + "]");
    }

    private void pooling(String json) throws IOException {
        Files.createDirectories(folder.resolve("1_Pooling"));
        Files.writeString(folder.resolve("1_Pooling/config.json"), json.replace('\'', '"'));
    }

    private TextModel load() {
        return TextModel.load(folder.toString());
    }

    private String refusal() {
        return Refused.message(folder, this::load);
    }
}
