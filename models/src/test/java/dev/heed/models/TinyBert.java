package dev.heed.models;

import dev.heed.models.safetensors.SafetensorsBytes;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A BERT of two layers with seeded random weights, as files in the Hugging Face layout. */
public final class TinyBert {
    public static final int VOCABULARY = 32;
    public static final int WIDTH = 16;
    public static final int HEADS = 2;
    private static final int FEED_FORWARD = 24;
    private static final int POSITIONS = 20;

    public static final String CONFIG = """
            {"model_type": "bert", "vocab_size": 32, "hidden_size": 16, "num_hidden_layers": 2,
             "num_attention_heads": 2, "intermediate_size": 24, "max_position_embeddings": 20,
             "type_vocab_size": 2, "hidden_act": "gelu", "layer_norm_eps": 1e-6}
            """;

    private TinyBert() {}

    /** The weights by their Hugging Face names. */
    public static Map<String, Tensor> weights() {
        Random random = new Random(42);
        Map<String, Tensor> weights = new LinkedHashMap<>();
        put(weights, random, "embeddings.word_embeddings.weight", VOCABULARY, WIDTH);
        put(weights, random, "embeddings.position_embeddings.weight", POSITIONS, WIDTH);
        put(weights, random, "embeddings.token_type_embeddings.weight", 2, WIDTH);
        norm(weights, random, "embeddings.LayerNorm");
        for (int layer = 0; layer < 2; layer++) {
            String prefix = "encoder.layer." + layer + ".";
            linear(weights, random, prefix + "attention.self.query", WIDTH, WIDTH);
            linear(weights, random, prefix + "attention.self.key", WIDTH, WIDTH);
            linear(weights, random, prefix + "attention.self.value", WIDTH, WIDTH);
            linear(weights, random, prefix + "attention.output.dense", WIDTH, WIDTH);
            norm(weights, random, prefix + "attention.output.LayerNorm");
            linear(weights, random, prefix + "intermediate.dense", FEED_FORWARD, WIDTH);
            linear(weights, random, prefix + "output.dense", WIDTH, FEED_FORWARD);
            norm(weights, random, prefix + "output.LayerNorm");
        }
        linear(weights, random, "pooler.dense", WIDTH, WIDTH);
        return weights;
    }

    private static void linear(Map<String, Tensor> weights, Random random, String name, int out, int in) {
        put(weights, random, name + ".weight", out, in);
        put(weights, random, name + ".bias", out);
    }

    private static void norm(Map<String, Tensor> weights, Random random, String name) {
        put(weights, random, name + ".weight", WIDTH);
        put(weights, random, name + ".bias", WIDTH);
    }

    private static void put(Map<String, Tensor> weights, Random random, String name, int... dims) {
        float[] values = new float[(int) Shape.of(dims).size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() / 4;
        }
        weights.put(name, Tensor.of(Shape.of(dims), values));
    }

    /** The weights in another type. */
    public static Map<String, Tensor> weights(DType type) {
        Map<String, Tensor> converted = new LinkedHashMap<>();
        weights().forEach((name, tensor) -> converted.put(name, tensor.to(type)));
        return converted;
    }

    /** A word-piece tokenizer of the words {@code w0} to {@code w26}, in JSON. */
    public static String tokenizer(int vocabulary) {
        String words = IntStream.range(5, vocabulary)
                .mapToObj(id -> "\"w" + (id - 5) + "\": " + id)
                .collect(Collectors.joining(", "));
        return """
                {"version": "1.0", "truncation": {"direction": "Right", "max_length": 4, "strategy": "LongestFirst", "stride": 0},
                 "padding": {"strategy": {"Fixed": 9}, "direction": "Right", "pad_to_multiple_of": null, "pad_id": 0,
                   "pad_type_id": 0, "pad_token": "[PAD]"},
                 "added_tokens": [{"id": 0, "content": "[PAD]", "single_word": false, "lstrip": false, "rstrip": false,
                   "normalized": false, "special": true},
                  {"id": 4, "content": "[MASK]", "single_word": false, "lstrip": true, "rstrip": false,
                   "normalized": false, "special": true}],
                 "normalizer": null, "pre_tokenizer": {"type": "BertPreTokenizer"},
                 "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 2], "cls": ["[CLS]", 1]},
                 "decoder": null,
                 "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                   "max_input_chars_per_word": 100,
                   "vocab": {"[PAD]": 0, "[CLS]": 1, "[SEP]": 2, "[UNK]": 3, "[MASK]": 4, %s}}}
                """.formatted(words);
    }

    /** A whole model in a folder. */
    public static Path writeTo(Path folder) {
        return writeTo(folder, weights());
    }

    /** A whole model in a folder, with these weights. */
    public static Path writeTo(Path folder, Map<String, Tensor> weights) {
        try {
            Files.writeString(folder.resolve("config.json"), CONFIG);
            Files.writeString(folder.resolve("tokenizer.json"), tokenizer(VOCABULARY));
            Files.write(folder.resolve("model.safetensors"), SafetensorsBytes.of(weights));
            return folder;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
