package dev.heed.models.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.heed.models.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Folders that cannot be loaded, and the sentences that say why. */
final class BadModelTest {
    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "model_type": "llama"       | "model_type": "mamba"       | model_type: expected a decoder, one of gemma2, gpt2, llama, mistral, phi3, qwen2, qwen3, got mamba.
            "model_type": "llama"       | "model_type": "llama", "architectures": ["GPT2LMHeadModel"] | architectures: expected Llama… (the model_type is llama), got GPT2LMHeadModel.
            "model_type": "llama",      | ''                          | the field model_type is missing.
            "hidden_size": 16,          | ''                          | the field hidden_size is missing.
            "rms_norm_eps": 1e-5,       | ''                          | the field rms_norm_eps is missing.
            "hidden_act": "silu",       | ''                          | the field hidden_act is missing.
            "hidden_act": "silu"        | "hidden_act": "relu6"       | hidden_act: expected gelu, gelu_new, gelu_pytorch_tanh, silu or swish, got relu6.
            "num_key_value_heads": 2    | "num_key_value_heads": 3    | num_key_value_heads: expected a divisor of num_attention_heads, 4, got 3.
            "num_attention_heads": 4    | "num_attention_heads": 6    | num_attention_heads: expected a divisor of hidden_size, 16, where there is no head_dim, got 6.
            "rms_norm_eps": 1e-5        | "rms_norm_eps": 2           | rms_norm_eps: expected a number from 0 to 1, got 2.0.
            "eos_token_id": 2           | "eos_token_id": 2, "rope_scaling": {"rope_type": "yarn", "factor": 2.0} | rope_scaling: rope_type: expected default, linear, llama3 or longrope, got yarn.
            "eos_token_id": 2           | "eos_token_id": 2, "rope_scaling": {"rope_type": "linear"} | rope_scaling: the field factor is missing.
            "eos_token_id": 2           | "eos_token_id": [2, "x"]    | eos_token_id: expected a list of token ids, got a JSON array.
            "eos_token_id": 2           | "eos_token_id": [2, 19]     | eos_token_id: expected 0 to 18, got 19.
            "eos_token_id": 2           | "eos_token_id": 2, "rope_scaling": {"factor": 2.0} | rope_scaling: the field rope_type is missing.
            "eos_token_id": 2           | "eos_token_id": 2, "rope_theta": 1e400 | rope_theta: expected a number that FLOAT64 holds, got a larger one.
            "num_hidden_layers": 3      | "num_hidden_layers": 31     | num_hidden_layers: expected at most 30 (FILE/model.safetensors has no more weights), got 31.
            "intermediate_size": 24     | "intermediate_size": 2147483647 | intermediate_size: expected a whole number of 1 to 16777216, got 2147483647.
            """)
    void aFieldThatIsMissingOrWrong_isNamed(String there, String instead, String sentence) {
        ModelFiles good = TinyDecoders.llama();
        assertThat(good.config()).contains(there);

        assertThat(message(good.with(good.config().replace(there, instead))))
                .isIn("FILE/config.json: " + sentence, "FILE/config.json: " + sentence.strip());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "layer_types": ["full_attention"]                                              | layer_types: expected 3 entries (num_hidden_layers), got 1.
            "layer_types": ["full_attention", "chunked_attention", "full_attention"]       | layer_types: expected full_attention or sliding_attention, got chunked_attention.
            "layer_types": ["full_attention", "sliding_attention", "full_attention"], "sliding_window": null | layer_types: expected full_attention where sliding_window says none, got sliding_attention.
            """)
    void windowsThatContradict_areNamed(String more, String sentence) {
        ModelFiles good = TinyDecoders.mistral();
        String config = good.config().replace("\"sliding_window\": 4", more);

        assertThat(message(good.with(config))).isEqualTo("FILE/config.json: " + sentence);
    }

    @Test
    void weightsOfAnotherArchitecture_areListed() {
        ModelFiles llama = TinyDecoders.llama();

        assertThat(message(TinyDecoders.gpt2("").with(llama.config())))
                .startsWith("FILE/model.safetensors does not fit FILE/config.json (model_type llama): ")
                .contains("h.0.attn.c_attn.bias [48] has no place in it", "; and ");
        assertThat(message(TinyDecoders.qwen2().with(llama.config())))
                .contains(
                        "model.layers.0.self_attn.q_proj.bias [16] has no place in it",
                        "model.layers.2.self_attn.v_proj.bias [8] has no place in it");
    }

    @Test
    void weightsThatContradictTheConfiguration_areListed() {
        ModelFiles llama = TinyDecoders.llama();

        assertThat(message(
                        llama.with(llama.config().replace("\"intermediate_size\": 24", "\"intermediate_size\": 25"))))
                .contains("model.layers.0.mlp.down_proj.weight: expected [16, 25], got [16, 24]");
        llama.weights().remove("lm_head.weight");
        assertThat(message(llama))
                .isEqualTo("FILE/model.safetensors does not fit FILE/config.json (model_type llama):"
                        + " lm_head.weight [19, 16] is missing.");
    }

    @Test
    void longFactorsOfTheWrongNumber_areNamed() {
        ModelFiles phi3 = TinyDecoders.phi3("");
        String config = phi3.config().replace("[1.5, 1.25]", "[1.5]");

        assertThat(message(phi3.with(config)))
                .isEqualTo(
                        "FILE/config.json: rope_scaling: short_factor: expected 2 positive numbers (one for each pair"
                                + " of the rotary width 4), got 1 numbers.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "model_type": "marian"      | "model_type": "pegasus"     | model_type: expected an encoder-decoder, one of bart, marian, t5, got pegasus.
            "d_model": 12,              | ''                          | the field d_model is missing.
            "encoder_layers": 2,        | ''                          | the field encoder_layers is missing.
            "vocab_size": 17,           | ''                          | the field vocab_size is missing.
            "decoder_start_token_id": 16, | ''                        | the field decoder_start_token_id is missing.
            "decoder_start_token_id": 16 | "decoder_start_token_id": 17 | decoder_start_token_id: expected 0 to 16, got 17.
            "eos_token_id": 0           | "eos_token_id": 17          | eos_token_id: expected 0 to 16, got 17.
            "eos_token_id": 0           | "eos_token_id": 0, "forced_bos_token_id": 17 | forced_bos_token_id: expected 0 to 16, got 17.
            "decoder_attention_heads": 3 | "decoder_attention_heads": 5 | decoder_attention_heads: expected a divisor of d_model, 12, got 5.
            "normalize_before": false   | "normalize_before": true    | normalize_before: expected false, got true.
            [[16]]                      | [[16, 3]]                   | bad_words_ids: expected lists of one id each, got a longer or an empty one.
            """)
    void aFieldOfAnEncoderDecoder_thatIsMissingOrWrong_isNamed(String there, String instead, String sentence) {
        ModelFiles good = TinySeq2Seqs.marian();
        assertThat(good.config()).contains(there);

        assertThat(messageOfBoth(good.with(good.config().replace(there, instead))))
                .isEqualTo("FILE/config.json: " + sentence);
    }

    @Test
    void weightsOfAnotherEncoderDecoder_areListed() {
        assertThat(messageOfBoth(
                        TinySeq2Seqs.t5(false).with(TinySeq2Seqs.marian().config())))
                .startsWith("FILE/model.safetensors does not fit FILE/config.json (model_type marian): ")
                .contains("decoder.block.0.layer.0.SelfAttention.k.weight [15, 12] has no place in it", "; and ");
    }

    static Stream<Arguments> requiredFields() {
        String rotary = "model_type hidden_size intermediate_size num_hidden_layers num_attention_heads vocab_size"
                + " max_position_embeddings rms_norm_eps";
        String sides = "model_type d_model vocab_size max_position_embeddings activation_function encoder_layers"
                + " decoder_layers encoder_attention_heads decoder_attention_heads encoder_ffn_dim decoder_ffn_dim"
                + " decoder_start_token_id";
        String t5 = "model_type d_model d_kv d_ff num_layers num_heads vocab_size relative_attention_num_buckets"
                + " layer_norm_epsilon decoder_start_token_id";
        return Stream.of(
                Arguments.of("llama", TinyDecoders.llama(), rotary + " hidden_act"),
                Arguments.of("mistral", TinyDecoders.mistral(), rotary + " hidden_act"),
                Arguments.of("qwen2", TinyDecoders.qwen2(), rotary + " hidden_act"),
                Arguments.of("qwen3", TinyDecoders.qwen3(), rotary + " hidden_act head_dim"),
                Arguments.of("phi3", TinyDecoders.phi3(""), rotary + " hidden_act"),
                Arguments.of(
                        "gemma2", TinyDecoders.gemma2(), rotary + " hidden_activation head_dim query_pre_attn_scalar"),
                Arguments.of(
                        "gpt2",
                        TinyDecoders.gpt2(""),
                        "model_type n_embd n_layer n_head n_positions vocab_size activation_function"
                                + " layer_norm_epsilon"),
                Arguments.of("bart", TinySeq2Seqs.bart(true), sides),
                Arguments.of("marian", TinySeq2Seqs.marian(), sides),
                Arguments.of("t5", TinySeq2Seqs.t5(false), t5),
                Arguments.of("t5-gated", TinySeq2Seqs.t5(true), t5));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requiredFields")
    void inEveryFamily_aFieldThatIsMissing_isNamed(String name, ModelFiles good, String fields) throws IOException {
        for (String field : fields.split(" ", -1)) {
            assertThat(messageOfEither(good.with(with(good, field, null))))
                    .endsWith("config.json: the field " + field + " is missing.");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requiredFields")
    void inEveryFamily_whateverAFieldSays_isReadOrRefusedInASentence(String name, ModelFiles good, String fields)
            throws IOException {
        List<String> all = new ArrayList<>();
        new ObjectMapper().readTree(good.config()).fieldNames().forEachRemaining(all::add);
        all.addAll(List.of("rope_theta", "rope_scaling", "partial_rotary_factor", "layer_types", "sliding_window"));
        int refused = 0;
        for (String field : all) {
            for (String value : List.of("-1", "0", "2147483647", "1e39", "1e400", "\"x\"", "[]", "{}", "true")) {
                Path model = good.with(with(good, field, value)).writeTo(folder);
                Throwable thrown = catchThrowable(() -> load(model));
                if (thrown != null) {
                    refused++;
                    assertThat(messageOfEither(good.with(with(good, field, value))))
                            .as("%s: %s", field, value)
                            .startsWith("FILE/");
                }
            }
        }
        assertThat(refused).isGreaterThan(6 * fields.split(" ", -1).length);
    }

    /** The configuration with another value of a field, or without it. */
    private static String with(ModelFiles files, String field, @Nullable String value) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode config = (ObjectNode) mapper.readTree(files.config());
        if (value == null) {
            config.remove(field);
        } else {
            config.putRawValue(field, new RawValue(value));
        }
        return mapper.writeValueAsString(config);
    }

    private static void load(Path model) throws IOException {
        String config = Files.readString(model.resolve("config.json"));
        if (config.contains("decoder_start_token_id") || config.contains("d_model")) {
            EncoderDecoderModel.load(model);
        } else {
            DecoderModel.load(model);
        }
    }

    private String messageOfEither(ModelFiles files) {
        Path model = files.writeTo(folder);
        return Refused.message(model, () -> load(model));
    }

    private String message(ModelFiles files) {
        Path model = files.writeTo(folder);
        return Refused.message(model, () -> DecoderModel.load(model));
    }

    private String messageOfBoth(ModelFiles files) {
        Path model = files.writeTo(folder);
        return Refused.message(model, () -> EncoderDecoderModel.load(model));
    }
}
