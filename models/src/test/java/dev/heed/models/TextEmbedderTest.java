package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.heed.Backend;
import dev.heed.Precision;
import dev.heed.UnsupportedFeatureException;
import dev.heed.conformance.OracleBackend;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.EncoderInputs;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TextEmbedderTest {
    private static final List<String> TEXTS =
            List.of("w1 w2 w3", "", "w4", "w5 w6 w7 w8 w9 w10 w11", "w1 w2 w3", "w26", "nonsense w2");

    private final Path folder;

    TextEmbedderTest(@TempDir Path folder) {
        this.folder = TinyBert.writeTo(folder);
    }

    @Test
    void vectorsAreTheMeanOfTheStates() {
        TextModel model = TextModel.load(folder.toString());
        try (TextEmbedder embedder = open();
                Backend backend = new OracleBackend();
                Encoder encoder = backend.encoder(model.spec(), model.weights())) {
            float[] states = encoder.encode(EncoderInputs.of(Tensor.of(Shape.of(1, 3), 1, 9, 2)))
                    .states()
                    .toFloatArray();

            float[] vector = embedder.embed("w4");

            assertThat(vector).hasSize(16);
            for (int i = 0; i < 16; i++) {
                assertThat(vector[i]).isCloseTo((states[i] + states[16 + i] + states[32 + i]) / 3, within(1e-6f));
            }
        }
    }

    @Test
    void orderAndCompany_changeNothing() {
        try (TextEmbedder embedder = open()) {
            TextEmbeddings together = embedder.embed(TEXTS);

            assertThat(together.vectors()).hasSameSizeAs(TEXTS);
            for (int i = 0; i < TEXTS.size(); i++) {
                assertClose(together.vectors().get(i), embedder.embed(TEXTS.get(i)));
            }
            assertThat(together.cosine(0, 4)).isCloseTo(1, within(1e-6));
            assertThat(together.tokens()).isEqualTo(5 + 2 + 3 + 9 + 5 + 3 + 4);
            assertThat(together.truncated()).isZero();
            assertThat(together.execution().backend()).isEqualTo("oracle");
            assertThat(together.execution()).isEqualTo(embedder.execution());
        }
    }

    @Test
    void noTexts_areNoVectors() {
        try (TextEmbedder embedder = open()) {
            assertThat(embedder.embed(List.of()).vectors()).isEmpty();
            assertThat(embedder.embed(Stream.<String>of())).isEmpty();
        }
    }

    @Test
    void choicesReplaceTheModelsOwn() {
        try (TextEmbedder cls = builder()
                        .pooling(Pooling.CLS)
                        .normalized(true)
                        .maxTokens(4)
                        .open();
                TextEmbedder pooler = builder().pooling(Pooling.POOLER).open()) {
            assertThat(cls.pooling()).isEqualTo(Pooling.CLS);
            assertThat(cls.normalized()).isTrue();
            assertThat(cls.maxTokens()).isEqualTo(4);
            assertThat(norm(cls.embed("w1 w2 w3 w4 w5"))).isCloseTo(1, within(1e-6));
            assertThat(cls.embed(List.of("w1 w2 w3", "w1 w2")).truncated()).isEqualTo(1);
            assertThat(cls.embed("w1 w2 w3 w4 w5")).containsExactly(cls.embed("w1 w2"));
            for (float each : pooler.embed("w1")) {
                assertThat(each).isBetween(-1f, 1f);
            }
        }
    }

    @Test
    void maxTokensPastThePositions_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().maxTokens(21).open())
                .withMessage("maxTokens: expected at most 20 (the model's positions), got 21");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().maxTokens(2).open())
                .withMessage("maxTokens: expected 3 or more, got 2");
    }

    @Test
    void longText_isCutOffAtThePositions() {
        try (TextEmbedder embedder = open()) {
            TextEmbeddings cut = embedder.embed(List.of("w1 ".repeat(100_000)));
            assertThat(cut.tokens()).isEqualTo(20);
            assertThat(cut.truncated()).isEqualTo(1);
        }
    }

    @Test
    void nullText_isNamedByIndex() {
        try (TextEmbedder embedder = open()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> embedder.embed(Arrays.asList("w1", null)))
                    .withMessage("texts[1]: expected a text, got null");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> embedder.embed(Arrays.asList("w1", "w2", null).stream())
                            .toList())
                    .withMessage("texts[2]: expected a text, got null");
        }
    }

    @Test
    void tokenizerOfAnotherModel_isRefused() throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), TinyBert.tokenizer(33));

        assertThat(Refused.message(folder, () -> open().close()))
                .isEqualTo("FILE/tokenizer.json does not fit the model: it has 33 token ids, the model embeds 32;"
                        + " take tokenizer.json and weights from the same model.");
    }

    @Test
    void missingTokenizer_isNamed() throws IOException {
        Files.delete(folder.resolve("tokenizer.json"));

        assertThat(Refused.message(folder, () -> open().close()))
                .isEqualTo("FILE/tokenizer.json is missing: the tokenizer that belongs to the model.");
    }

    @Test
    void stream_isReadAsItIsAskedFor() {
        AtomicInteger read = new AtomicInteger();
        AtomicBoolean closed = new AtomicBoolean();
        Stream<String> endless =
                Stream.generate(() -> "w" + read.getAndIncrement() % 7).onClose(() -> closed.set(true));
        try (TextEmbedder embedder = open()) {
            try (Stream<float[]> vectors = embedder.embed(endless)) {
                Iterator<float[]> results = vectors.iterator();
                for (int i = 0; i < 10; i++) {
                    assertClose(results.next(), embedder.embed("w" + i % 7));
                }
            }
            assertThat(read.get()).isLessThanOrEqualTo(2 * TextEmbedder.WINDOW);
            assertThat(closed).isTrue();
        }
    }

    @Test
    void listsLongerThanAWindow_keepTheirOrder() {
        List<String> many = IntStream.range(0, TextEmbedder.WINDOW + 50)
                .mapToObj(i -> "w" + i % 5)
                .toList();
        try (TextEmbedder embedder = open()) {
            List<float[]> vectors = embedder.embed(many).vectors();
            List<float[]> streamed = embedder.embed(many.stream()).toList();
            assertThat(streamed).hasSameSizeAs(many);
            for (int i = 5; i < many.size(); i++) {
                assertClose(vectors.get(i), vectors.get(i % 5));
                assertClose(streamed.get(i), vectors.get(i % 5));
            }
        }
    }

    @Test
    void manyThreads_getWhatOneGets() {
        try (TextEmbedder embedder = open()) {
            List<float[]> alone = embedder.embed(TEXTS).vectors();
            IntStream.range(0, 16).parallel().forEach(round -> {
                List<float[]> together = embedder.embed(TEXTS).vectors();
                for (int i = 0; i < alone.size(); i++) {
                    assertThat(together.get(i)).containsExactly(alone.get(i));
                }
            });
        }
    }

    @Test
    void closedEmbedder_saysSo_andClosesOnlyWhatItOwns() {
        Backend given = new OracleBackend();
        NamedBackend owned = new NamedBackend("owned", 1);
        TextEmbedder borrowing = TextEmbedder.open(folder.toString(), given);
        TextEmbedder owning = TextEmbedder.open(folder.toString(), () -> owned);

        borrowing.close();
        owning.close();
        owning.close();

        assertThat(owned.closings()).isEqualTo(1);
        assertThatIllegalStateException()
                .isThrownBy(() -> owning.embed("w1"))
                .withMessage("embedder '" + folder.getFileName() + "' is closed.");
        TextEmbedder.open(folder.toString(), given).close();
        given.close();
    }

    @Test
    void failureWhileLoading_closesTheBackend() throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), "{}");
        NamedBackend owned = new NamedBackend("owned", 1);

        Refused.message(folder, () -> TextEmbedder.open(folder.toString(), () -> owned));

        assertThat(owned.closings()).isEqualTo(1);
    }

    @Test
    void backendThatCannot_isQuoted() {
        assertThatExceptionOfType(UnsupportedFeatureException.class)
                .isThrownBy(() -> builder().precision(Precision.BFLOAT16).open())
                .withMessageStartingWith("oracle does not support this (PRE-1)");
        assertThatIllegalStateException()
                .isThrownBy(() -> TextEmbedder.builder(folder.toString()).open())
                .withMessage("backend: expected one to be given before open(), got none");
    }

    private TextEmbedder open() {
        return builder().open();
    }

    private TextEmbedderBuilder builder() {
        return TextEmbedder.builder(folder.toString()).backend(OracleBackend::new);
    }

    private static double norm(float[] vector) {
        return Math.sqrt(IntStream.range(0, vector.length)
                .mapToDouble(i -> vector[i] * vector[i])
                .sum());
    }

    private static void assertClose(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(1e-6f));
        }
    }
}
