package dev.heed.models.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.heed.Backend;
import dev.heed.conformance.OracleBackend;
import dev.heed.models.files.ModelException;
import dev.heed.models.huggingface.TinyDecoders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Text of a random model whose tokens are the words w0 to w18. */
final class TextGeneratorTest {
    private static final GenerationOptions SIX = GenerationOptions.greedy(6);

    private final Backend backend = new OracleBackend();
    private Path folder = Path.of("");

    @BeforeEach
    void write(@TempDir Path temporary) throws IOException {
        folder = TinyDecoders.llama().writeTo(temporary);
        String words =
                IntStream.range(0, 19).mapToObj(id -> "\"w" + id + "\": " + id).collect(Collectors.joining(","));
        Files.writeString(folder.resolve("tokenizer.json"), """
                {"version": "1.0", "added_tokens": [], "pre_tokenizer": {"type": "WhitespaceSplit"},
                 "model": {"type": "WordLevel", "unk_token": "w0", "vocab": {%s}}}
                """.formatted(words));
    }

    @AfterEach
    void close() {
        backend.close();
    }

    @Test
    void piecesAreTheWholeText_andTheirTokensAreThoseOfTheIds() {
        try (TextGenerator generator = TextGenerator.open(folder, backend);
                Streaming<String> stream = generator.stream("w3 w5", SIX)) {
            StringBuilder text = new StringBuilder();
            stream.forEachRemaining(text::append);

            String expected = IntStream.of(generator.tokens().generate(new int[] {3, 5}, SIX))
                    .mapToObj(id -> " w" + id)
                    .collect(Collectors.joining());
            assertThat(text).hasToString(expected);
            assertThat(generator.generate("w3 w5", SIX)).isEqualTo(expected);
            assertThat(stream.finish()).contains(FinishReason.MAX_TOKENS);
            assertThat(stream.tokens()).isEqualTo(6);
        }
    }

    @Test
    void aStopWord_endsTheText_andNamesTheReason() {
        try (TextGenerator generator = TextGenerator.open(folder, backend)) {
            String whole = generator.generate("w3 w5", SIX);
            String word = whole.substring(whole.lastIndexOf(' '));
            GenerationOptions options = withStopWord(word);

            try (Streaming<String> stream = generator.stream("w3 w5", options)) {
                StringBuilder text = new StringBuilder();
                stream.forEachRemaining(text::append);

                assertThat(text).hasToString(whole.substring(0, whole.indexOf(word)));
                assertThat(stream.finish()).contains(FinishReason.STOP_WORD);
            }
        }
    }

    @Test
    void aBadTokenizer_isNoticedBeforeTheWeights() throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), "{}");
        Path config = folder.resolve("config.json");
        String otherWidth = Files.readString(config).replace("\"intermediate_size\": 24", "\"intermediate_size\": 25");
        Files.writeString(config, otherWidth);

        assertThatExceptionOfType(ModelException.class)
                .isThrownBy(() -> TextGenerator.open(folder, backend))
                .withMessage(folder.resolve("tokenizer.json")
                        + ": expected a tokenizer with the vocabulary model.vocab, got none.");
    }

    @Test
    void aModelThatIsNotKnown_isNoticedBeforeItsTokenizer() throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), "{}");
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"mamba\"}");

        assertThatExceptionOfType(ModelException.class)
                .isThrownBy(() -> TextGenerator.open(folder, backend))
                .withMessageContaining("model_type: expected a decoder");
    }

    @Test
    void aClosedStream_handsOutNothingMore() {
        try (TextGenerator generator = TextGenerator.open(folder, backend)) {
            Streaming<String> text = generator.stream("w3 w5", SIX);
            Streaming<Integer> ids = generator.tokens().stream(new int[] {3, 5}, SIX);
            assertThat(text.hasNext()).isTrue();
            assertThat(ids.hasNext()).isTrue();

            text.close();
            ids.close();

            assertThat(text.hasNext()).isFalse();
            assertThat(ids.hasNext()).isFalse();
            assertThat(text.finish()).contains(FinishReason.CANCELLED);
            assertThatExceptionOfType(NoSuchElementException.class)
                    .isThrownBy(text::next)
                    .withMessage("The text has ended.");
        }
    }

    @Test
    void closedWhileItHoldsBackHalfAStopWord_itKeepsIt() {
        try (TextGenerator generator = TextGenerator.open(folder, backend)) {
            List<Streaming<String>> opened = new ArrayList<>();
            GenerationOptions options = GenerationOptions.builder()
                    .maxTokens(6)
                    .stopWord(generator.generate("w3 w5", GenerationOptions.greedy(2)) + " and more")
                    // Both tokens are held back when the third is computed.
                    .processor((tokens, logits) -> opened.forEach(each -> closeAt(4, tokens, each)))
                    .build();
            opened.add(generator.stream("w3 w5", options));

            assertThat(opened.get(0).hasNext()).isFalse();
            assertThat(opened.get(0).tokens()).isGreaterThanOrEqualTo(2);
            assertThat(opened.get(0).finish()).contains(FinishReason.CANCELLED);
        }
    }

    private static void closeAt(int length, int[] tokens, Streaming<String> stream) {
        if (tokens.length == length) {
            stream.close();
        }
    }

    @Test
    void textsOfABatch_areThoseOfThePromptsAlone_stopWordsIncluded() {
        try (TextGenerator generator = TextGenerator.open(folder, backend)) {
            String whole = generator.generate("w3 w5", SIX);
            List<GenerationOptions> options = List.of(
                    SIX,
                    withStopWord(whole.substring(whole.lastIndexOf(' '))),
                    // Half of it comes at the end, and is held back until then.
                    withStopWord(whole.substring(whole.lastIndexOf(' ')) + " and more"),
                    GenerationOptions.builder().temperature(1).maxTokens(9).build());
            DeferredExecutor executor = new DeferredExecutor();
            TextBatch batch = generator.batch(3, executor);
            List<StringBuilder> pieces = new ArrayList<>();
            List<CompletableFuture<Generated<String>>> results = new ArrayList<>();
            for (GenerationOptions each : options) {
                StringBuilder text = new StringBuilder();
                pieces.add(text);
                results.add(batch.submit(generator.tokenize("w3 w5"), each, text::append));
            }
            CompletableFuture<Generated<List<Integer>>> ids = batch.tokens().submit(new int[] {3, 5}, SIX);

            executor.work();

            for (int i = 0; i < options.size(); i++) {
                try (Streaming<String> alone = generator.stream("w3 w5", options.get(i))) {
                    StringBuilder text = new StringBuilder();
                    alone.forEachRemaining(text::append);
                    assertThat(results.get(i))
                            .isCompletedWithValue(new Generated<>(
                                    text.toString(),
                                    alone.tokens(),
                                    alone.finish().orElseThrow()));
                    assertThat(pieces.get(i)).hasToString(text.toString());
                }
            }
            assertThat(ids.join().content())
                    .containsExactlyElementsOf(IntStream.of(generator.tokens().generate(new int[] {3, 5}, SIX))
                            .boxed()
                            .toList());
            batch.close();
            assertThatIllegalStateException()
                    .isThrownBy(() -> batch.submit("w3", SIX))
                    .withMessage("The batch is closed.");
        }
    }

    private static GenerationOptions withStopWord(String word) {
        return GenerationOptions.builder().maxTokens(6).stopWord(word).build();
    }

    @Test
    void afterClose_everyCallSaysWhatIsClosed() {
        TextGenerator generator = TextGenerator.open(folder, backend);
        Streaming<Integer> stream = generator.tokens().stream(new int[] {3}, SIX);
        stream.next();

        generator.close();
        generator.close();

        assertThatIllegalStateException()
                .isThrownBy(() -> generator.generate("w3", SIX))
                .withMessageContaining("closed");
        assertThatIllegalStateException()
                .isThrownBy(() -> generator.tokens().generate(new int[] {3}, SIX))
                .withMessageContaining("closed");
        assertThatIllegalStateException().isThrownBy(stream::next).withMessageContaining("closed");
    }
}
