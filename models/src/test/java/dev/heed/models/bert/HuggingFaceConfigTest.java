package dev.heed.models.bert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.Precision;
import dev.heed.encoder.Activation;
import dev.heed.encoder.TransformerSpec;
import dev.heed.models.Refused;
import dev.heed.models.TinyBert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HuggingFaceConfigTest {
    private final Path file;

    HuggingFaceConfigTest(@TempDir Path folder) {
        this.file = folder.resolve("config.json");
    }

    @Test
    void fieldsBecomeASpec() throws IOException {
        BertConfig config = read(TinyBert.CONFIG);

        TransformerSpec spec = config.spec(Precision.FLOAT32);

        assertThat(spec.layers()).isEqualTo(2);
        assertThat(spec.width()).isEqualTo(16);
        assertThat(spec.heads()).isEqualTo(2);
        assertThat(spec.feedForwardWidth()).isEqualTo(24);
        assertThat(spec.norm().epsilon()).isEqualTo(1e-6);
        assertThat(spec.embeddings().orElseThrow().segments()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"gelu, GELU", "gelu_new, GELU_TANH", "gelu_pytorch_tanh, GELU_TANH", "relu, RELU", "silu, SILU"})
    void activationsAreNamedAsThere(String name, Activation expected) throws IOException {
        assertThat(read(TinyBert.CONFIG.replace("\"gelu\"", '"' + name + '"')).activation())
                .isEqualTo(expected);
    }

    @Test
    void theFirstBertsHadNoEpsilon() throws IOException {
        assertThat(read(TinyBert.CONFIG.replace(", \"layer_norm_eps\": 1e-6", ""))
                        .epsilon())
                .isEqualTo(1e-12);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model_type",
                "vocab_size",
                "hidden_size",
                "num_hidden_layers",
                "num_attention_heads",
                "intermediate_size",
                "max_position_embeddings",
                "type_vocab_size",
                "hidden_act"
            })
    void missingField_isNamed(String field) {
        assertThat(refusal(TinyBert.CONFIG.replace('"' + field + '"', "\"unknown\"")))
                .isEqualTo("FILE: the field " + field + " is missing.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'bert' | 'roberta' | FILE: model_type: expected 'bert', got 'roberta'.",
                "'hidden_size': 16 | 'hidden_size': '16' | FILE: hidden_size: expected a whole number of 1 or more, got '16'.",
                "'hidden_size': 16 | 'hidden_size': 17 | FILE: num_attention_heads: expected a divisor of hidden_size, 17,"
                        + " got 2.",
                "'vocab_size': 32 | 'vocab_size': 0 | FILE: vocab_size: expected a whole number of 1 or more, got 0.",
                "'vocab_size': 32 | 'vocab_size': 32, 'vocab_size': 33 | FILE: expected JSON: Duplicate field 'vocab_size'"
                        + " (line 1).",
                "'gelu' | 'mish' | FILE: hidden_act: expected gelu, gelu_new, gelu_pytorch_tanh, relu, silu or swish, got"
                        + " mish.",
                "1e-6 | -1 | FILE: layer_norm_eps: expected a number from 0 to 1, got -1.0.",
                "1e-6 | 1e-6, 'position_embedding_type': 'relative_key' | FILE: position_embedding_type: expected"
                        + " 'absolute', got 'relative_key'.",
                "1e-6 | 1e-6, 'is_decoder': true | FILE: is_decoder: expected false (this is an encoder), got true.",
                "} | ] | FILE: expected JSON: Unexpected close marker ']': expected '}' (line 3).",
            })
    void contradictoryField_isNamed(String there, String instead, String expected) {
        String config = TinyBert.CONFIG.replace('"', '\'').replace(there, instead);
        assertThat(refusal(config.replace('\'', '"')))
                .satisfies(message -> assertThat(message.replace('"', '\'')).isEqualTo(expected));
    }

    private String refusal(String json) {
        return Refused.message(file, () -> read(json));
    }

    private BertConfig read(String json) throws IOException {
        return HuggingFaceConfig.read(Files.writeString(file, json));
    }
}
