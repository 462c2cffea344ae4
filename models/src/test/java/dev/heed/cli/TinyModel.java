package dev.heed.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The smallest BERT there can be, in a folder: width 4, one layer, eight words, all weights zero. */
final class TinyModel {
    private static final String CONFIG = """
            {"model_type": "bert", "hidden_act": "gelu", "vocab_size": 8, "hidden_size": 4, "num_hidden_layers": 1,
             "num_attention_heads": 2, "intermediate_size": 8, "max_position_embeddings": 16, "type_vocab_size": 2}
            """;

    private static final String TOKENIZER = """
            {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [
              {"id": 0, "content": "[PAD]", "single_word": false, "lstrip": false, "rstrip": false,
               "normalized": false, "special": true}],
             "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
                            "strip_accents": null, "lowercase": true},
             "pre_tokenizer": {"type": "BertPreTokenizer"},
             "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]},
             "decoder": null,
             "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                       "max_input_chars_per_word": 100,
                       "vocab": {"[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3,
                                 "one": 4, "two": 5, "three": 6, "four": 7}}}
            """;

    private TinyModel() {}

    /** Writes the model and returns its folder. */
    static Path in(Path folder) throws IOException {
        Path model = Files.createDirectories(folder.resolve("tiny"));
        Files.writeString(model.resolve("config.json"), CONFIG);
        Files.writeString(model.resolve("tokenizer.json"), TOKENIZER);
        Files.write(model.resolve("model.safetensors"), safetensors());
        return model;
    }

    private static byte[] safetensors() {
        List<String> entries = new ArrayList<>();
        int end = 0;
        for (Map.Entry<String, int[]> weight : weights().entrySet()) {
            int[] shape = weight.getValue();
            int start = end;
            end += 4 * (shape.length == 1 ? shape[0] : shape[0] * shape[1]);
            String dims = shape.length == 1 ? "" + shape[0] : shape[0] + "," + shape[1];
            entries.add("\"%s\":{\"dtype\":\"F32\",\"shape\":[%s],\"data_offsets\":[%d,%d]}"
                    .formatted(weight.getKey(), dims, start, end));
        }
        byte[] header = ("{" + String.join(",", entries) + "}").getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + header.length + end)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header)
                .array();
    }

    private static Map<String, int[]> weights() {
        Map<String, int[]> weights = new LinkedHashMap<>();
        weights.put("embeddings.word_embeddings.weight", new int[] {8, 4});
        weights.put("embeddings.position_embeddings.weight", new int[] {16, 4});
        weights.put("embeddings.token_type_embeddings.weight", new int[] {2, 4});
        norm(weights, "embeddings.LayerNorm");
        String layer = "encoder.layer.0.";
        for (String name : List.of("attention.self.query", "attention.self.key", "attention.self.value")) {
            linear(weights, layer + name, 4, 4);
        }
        linear(weights, layer + "attention.output.dense", 4, 4);
        norm(weights, layer + "attention.output.LayerNorm");
        linear(weights, layer + "intermediate.dense", 8, 4);
        linear(weights, layer + "output.dense", 4, 8);
        norm(weights, layer + "output.LayerNorm");
        return weights;
    }

    private static void linear(Map<String, int[]> weights, String name, int out, int in) {
        weights.put(name + ".weight", new int[] {out, in});
        weights.put(name + ".bias", new int[] {out});
    }

    private static void norm(Map<String, int[]> weights, String name) {
        weights.put(name + ".weight", new int[] {4});
        weights.put(name + ".bias", new int[] {4});
    }
}
