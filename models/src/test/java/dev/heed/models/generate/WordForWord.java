package dev.heed.models.generate;

import dev.heed.models.safetensors.SafetensorsBytes;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * A BART that translates word for word, with weights thought up, not trained: half of the width says which token there
 * is, the other half where it stands. The decoder attends to the source's token at its own place, and adds to its state
 * the token that this one means.
 */
final class WordForWord {
    private static final int END = 2;
    private static final List<String> WORDS = List.of(
            "<s>", "<pad>", "</s>", "uno", "dos", "tres", "gatos", "negros", "one", "two", "three", "cats", "black");
    private static final int TOKENS = WORDS.size();
    private static final int PLACES = 11;
    private static final int WIDTH = TOKENS + PLACES;

    private final Map<String, Tensor> weights = new LinkedHashMap<>();

    private WordForWord() {}

    /** Writes the folder. */
    static Path writeTo(Path folder) throws IOException {
        WordForWord model = new WordForWord();
        model.fill();
        Files.writeString(folder.resolve("config.json"), """
                {"model_type": "bart", "architectures": ["BartForConditionalGeneration"], "d_model": %d,
                 "encoder_layers": 1, "decoder_layers": 1, "encoder_attention_heads": 1, "decoder_attention_heads": 1,
                 "encoder_ffn_dim": 1, "decoder_ffn_dim": 1, "vocab_size": %d, "max_position_embeddings": %d,
                 "activation_function": "relu", "scale_embedding": false, "decoder_start_token_id": 2,
                 "eos_token_id": 2}
                """.formatted(WIDTH, TOKENS, PLACES));
        Files.write(folder.resolve("model.safetensors"), SafetensorsBytes.of(model.weights));
        StringJoiner vocabulary = new StringJoiner(", ");
        WORDS.forEach(word -> vocabulary.add("\"" + word + "\": " + WORDS.indexOf(word)));
        Files.writeString(folder.resolve("tokenizer.json"), """
                {"version": "1.0", "truncation": null, "padding": null, "normalizer": null,
                 "added_tokens": [{"id": 2, "content": "</s>", "single_word": false, "lstrip": false, "rstrip": false,
                   "normalized": false, "special": true}],
                 "pre_tokenizer": {"type": "WhitespaceSplit"}, "decoder": null,
                 "post_processor": {"type": "TemplateProcessing",
                   "single": [{"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "</s>", "type_id": 0}}],
                   "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 0}}],
                   "special_tokens": {"</s>": {"id": "</s>", "ids": [2], "tokens": ["</s>"]}}},
                 "model": {"type": "WordLevel", "unk_token": "<pad>", "vocab": {%s}}}
                """.formatted(vocabulary));
        return folder;
    }

    private void fill() {
        float[][] table = new float[TOKENS][WIDTH];
        for (int token = 0; token < TOKENS; token++) {
            table[token][token] = 1;
        }
        put("model.shared.weight", table);
        float[][] places = new float[PLACES + 2][WIDTH];
        for (int place = 0; place < PLACES; place++) {
            places[place + 2][TOKENS + place] = 1;
        }
        float[][] ofThePlace = new float[WIDTH][WIDTH];
        for (int place = TOKENS; place < WIDTH; place++) {
            ofThePlace[place][place] = 4;
        }
        for (String side : List.of("encoder", "decoder")) {
            put("model." + side + ".embed_positions.weight", places);
            norm("model." + side + ".layernorm_embedding");
            String layer = "model." + side + ".layers.0.";
            attention(layer + "self_attn", new float[WIDTH][WIDTH], new float[WIDTH][WIDTH], new float[WIDTH][WIDTH]);
            put(layer + "fc1.weight", new float[1][WIDTH]);
            put(layer + "fc1.bias", new float[1]);
            put(layer + "fc2.weight", new float[WIDTH][1]);
            put(layer + "fc2.bias", new float[WIDTH]);
            norm(layer + "final_layer_norm");
        }
        attention("model.decoder.layers.0.encoder_attn", ofThePlace, identity(), meaning());
        put("final_logits_bias", new float[1][TOKENS]);
    }

    private static float[][] identity() {
        float[][] identity = new float[WIDTH][WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            identity[i][i] = 1;
        }
        return identity;
    }

    /** Row: the meaning; column: the word. */
    private static float[][] meaning() {
        float[][] meaning = new float[WIDTH][WIDTH];
        meaning[END][END] = 10;
        for (int word = 3; word < 8; word++) {
            meaning[word + 5][word] = 10;
        }
        return meaning;
    }

    private void attention(String name, float[][] places, float[][] value, float[][] output) {
        put(name + ".q_proj.weight", places);
        put(name + ".k_proj.weight", places);
        put(name + ".v_proj.weight", value);
        put(name + ".out_proj.weight", output);
        for (String part : List.of("q_proj", "k_proj", "v_proj", "out_proj")) {
            put(name + "." + part + ".bias", new float[WIDTH]);
        }
        norm(name + "_layer_norm");
    }

    private void norm(String name) {
        float[] ones = new float[WIDTH];
        Arrays.fill(ones, 1);
        put(name + ".weight", ones);
        put(name + ".bias", new float[WIDTH]);
    }

    private void put(String name, float[]... rows) {
        float[] all = new float[rows.length * rows[0].length];
        for (int row = 0; row < rows.length; row++) {
            System.arraycopy(rows[row], 0, all, row * rows[0].length, rows[0].length);
        }
        boolean vector = name.endsWith(".bias") || name.contains("norm");
        weights.put(name, Tensor.of(vector ? Shape.of(all.length) : Shape.of(rows.length, rows[0].length), all));
    }
}
