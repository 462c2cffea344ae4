package dev.heed.models.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.heed.Backend;
import dev.heed.conformance.OracleBackend;
import dev.heed.decoder.Decoder;
import dev.heed.decoder.DecoderInputs;
import dev.heed.decoder.DecoderSession;
import dev.heed.decoder.SessionOptions;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each architecture against a second implementation of its reference code, logit by logit. */
final class DecoderArchitectureTest {
    private static final int[] IDS = {1, 7, 3, 18, 0, 7, 11, 4, 9, 9, 16, 2};
    private static final int[] FEW_IDS = {1, 7, 3, 18, 0, 7, 11, 4};

    @TempDir
    private Path folder = Path.of("");

    static Stream<Arguments> rotary() {
        String silu = "\"hidden_act\": \"silu\", ";
        return Stream.of(
                Arguments.of("Llama", TinyDecoders.llama()),
                Arguments.of("Llama, tied", TinyDecoders.llama(silu + "\"tie_word_embeddings\": true")),
                Arguments.of(
                        "Llama, linear scaling",
                        TinyDecoders.llama(silu + "\"rope_scaling\": {\"type\": \"linear\", \"factor\": 4.0}")),
                Arguments.of(
                        "Llama 3.1 scaling",
                        TinyDecoders.llama(silu + "\"rope_theta\": 500.0, \"rope_scaling\": {\"rope_type\": \"llama3\","
                                + " \"factor\": 8.0, \"low_freq_factor\": 1.0, \"high_freq_factor\": 4.0,"
                                + " \"original_max_position_embeddings\": 64}")),
                Arguments.of("Llama, biases and a head width", TinyDecoders.llamaWithBiases()),
                Arguments.of("Mistral", TinyDecoders.mistral()),
                Arguments.of("Qwen 2", TinyDecoders.qwen2()),
                Arguments.of("Qwen 3", TinyDecoders.qwen3()),
                Arguments.of("Gemma 2", TinyDecoders.gemma2()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rotary")
    void logitsAreThoseOfTheReference(String name, ModelFiles files) {
        DecoderModel model = DecoderModel.load(files.writeTo(folder));

        assertSame(logits(model, IDS), new ReferenceRotary(files).logits(IDS, false));
        assertThat(model.context()).isEqualTo(64);
        assertThat(model.endIds()).containsExactly(2);
    }

    static Stream<Arguments> phi3() {
        return Stream.of("", ", \"partial_rotary_factor\": 0.5", ", \"sliding_window\": 3")
                .map(more -> Arguments.of("Phi-3" + more, TinyDecoders.phi3(more)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("phi3")
    void phi3_withShortFactors_upToTheFirstContext(String name, ModelFiles files) {
        DecoderModel model = DecoderModel.load(files.writeTo(folder));

        assertThat(model.context()).isEqualTo(8);
        assertSame(logits(model, FEW_IDS), new ReferenceRotary(files).logits(FEW_IDS, false));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("phi3")
    void phi3_withLongFactors_whereALongerContextIsAskedFor(String name, ModelFiles files) {
        DecoderModel model = DecoderModel.load(files.writeTo(folder), 64);

        assertThat(model.context()).isEqualTo(64);
        assertSame(logits(model, IDS), new ReferenceRotary(files).logits(IDS, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "transformer."})
    void gpt2(String prefix) {
        ModelFiles files = TinyDecoders.gpt2(prefix);

        assertSame(logits(DecoderModel.load(files.writeTo(folder)), IDS), new ReferenceGpt2(files, prefix).logits(IDS));
    }

    @Test
    void aContextBeyondThePositions_isRefused() {
        Path model = TinyDecoders.llama().writeTo(folder);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> DecoderModel.load(model, 65))
                .withMessage("context: expected 1 to 64 (max_position_embeddings), got 65");
    }

    private static double[][] logits(DecoderModel model, int[] ids) {
        try (Backend oracle = new OracleBackend()) {
            return logits(oracle, model, ids);
        }
    }

    static double[][] logits(Backend backend, DecoderModel model, int[] ids) {
        try (Decoder decoder = backend.decoder(model.spec(), model.weights());
                DecoderSession session = decoder.open(SessionOptions.of(1, ids.length))) {
            Tensor tokens = Tensor.of(Shape.of(1, ids.length), ids);
            return EncoderDecoderArchitectureTest.rows(
                    session.feed(DecoderInputs.of(tokens).withAllLogits()).logits(), ids.length);
        }
    }

    static void assertSame(double[][] actual, double[][] expected) {
        assertThat(actual.length).isEqualTo(expected.length);
        for (int t = 0; t < expected.length; t++) {
            for (int id = 0; id < expected[t].length; id++) {
                assertThat(actual[t][id])
                        .as("logit of id %d after token %d", id, t)
                        .isCloseTo(expected[t][id], within(2e-6 * Math.max(1, Math.abs(expected[t][id]))));
            }
        }
    }
}
