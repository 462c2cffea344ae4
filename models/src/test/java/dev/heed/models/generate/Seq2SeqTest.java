package dev.heed.models.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.heed.Backend;
import dev.heed.conformance.OracleBackend;
import dev.heed.models.files.ModelException;
import dev.heed.models.huggingface.TinyDecoders;
import dev.heed.models.huggingface.TinySeq2Seqs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class Seq2SeqTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void translatesWordForWord() throws IOException {
        WordForWord.writeTo(folder);
        try (Backend backend = new OracleBackend();
                Seq2Seq spanish = Seq2Seq.open(folder, backend)) {
            assertThat(spanish.translate("tres gatos negros")).isEqualTo("three cats black");
            assertThat(spanish.translate("dos gatos uno dos")).isEqualTo("two cats one two");

            BeamOptions four = spanish.options().withBest(1);
            assertThat(spanish.translate("uno", new BeamOptions(4, 4, 5, 1, four.stopIds(), List.of())))
                    .hasSize(4)
                    .first()
                    .isEqualTo("one");
        }
    }

    @Test
    void tokensCome_oneByOne() throws IOException {
        WordForWord.writeTo(folder);
        try (Backend backend = new OracleBackend();
                Seq2Seq spanish = Seq2Seq.open(folder, backend);
                Streaming<Integer> stream = spanish.stream(new int[] {3, 6, 2}, GenerationOptions.greedy(9))) {
            assertThat(TokenGenerator.collect(stream)).containsExactly(8, 11);
            assertThat(stream.finish()).contains(FinishReason.STOP_ID);
        }
    }

    @Test
    void textsCome_pieceByPiece_untilAStopWord() throws IOException {
        WordForWord.writeTo(folder);
        GenerationOptions stopping =
                GenerationOptions.builder().stopWord("cats b").build();
        try (Backend backend = new OracleBackend();
                Seq2Seq spanish = Seq2Seq.open(folder, backend);
                Streaming<String> whole = spanish.stream("tres gatos negros", GenerationOptions.greedy(9));
                Streaming<String> stopped = spanish.stream("tres gatos negros", stopping)) {
            List<String> pieces = new ArrayList<>();
            whole.forEachRemaining(pieces::add);
            assertThat(pieces).containsExactly("three", " cats", " black");
            assertThat(whole.finish()).contains(FinishReason.STOP_ID);

            List<String> first = new ArrayList<>();
            stopped.forEachRemaining(first::add);
            assertThat(String.join("", first)).isEqualTo("three ");
            assertThat(stopped.finish()).contains(FinishReason.STOP_WORD);
        }
    }

    @Test
    void manyTexts_areTranslatedTogether_asTheyCome() throws IOException {
        WordForWord.writeTo(folder);
        Map<String, String> texts = Map.of(
                "uno", "one",
                "dos gatos", "two cats",
                "tres gatos negros", "three cats black",
                "negros dos uno tres", "black two one three",
                "gatos gatos gatos", "cats cats cats");
        DeferredExecutor executor = new DeferredExecutor();
        try (Backend backend = new OracleBackend();
                Seq2Seq spanish = Seq2Seq.open(folder, backend)) {
            TextBatch batch = spanish.batch(2, executor);
            Map<String, CompletableFuture<Generated<String>>> results = new HashMap<>();
            texts.keySet().forEach(text -> results.put(text, batch.submit(text, GenerationOptions.greedy(9))));

            executor.work();

            results.forEach((text, result) -> assertThat(result.join().content())
                    .isEqualTo(texts.get(text))
                    .isEqualTo(spanish.translate(text)));
        }
    }

    @Test
    void inABatch_whatIsBad_isNamedBeforeItWaits() throws IOException {
        WordForWord.writeTo(folder);
        DeferredExecutor executor = new DeferredExecutor();
        CompletableFuture<Generated<String>> late;
        try (Backend backend = new OracleBackend();
                Seq2Seq spanish = Seq2Seq.open(folder, backend)) {
            TextBatch batch = spanish.batch(new BatchOptions(1, 0), executor);
            GenerationOptions nine = GenerationOptions.greedy(9);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> batch.submit("uno ".repeat(11), nine))
                    .withMessage("text: expected at most 11 tokens (the context), got 12; shorten it");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> batch.submit(new int[] {3, 13}, nine, piece -> {}))
                    .withMessage("source[1]: expected 0 to 12 (vocabulary), got 13");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> batch.tokens().submit(new int[0], nine))
                    .withMessage("source: expected 1 to 11 tokens (what the encoder may read), got 0");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> batch.submit("uno", GenerationOptions.greedy(12)))
                    .withMessage("maxTokens: expected at most 11 (the context is 11 tokens, the prompt has 1), got 12;"
                            + " ask for fewer, or let the context slide");
            late = batch.submit("uno", nine);
            assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> batch.submit("uno", nine));
        }

        executor.work();

        assertThat(late)
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .isInstanceOf(IllegalStateException.class)
                .withMessageContaining("is closed");
    }

    @Test
    void t5_readsTextsOfAnyLength_andSearchesWithBeams() throws IOException {
        TinySeq2Seqs.t5(false).writeTo(folder);
        Files.copy(
                WordForWord.writeTo(Files.createDirectories(folder.resolve("other")))
                        .resolve("tokenizer.json"),
                folder.resolve("tokenizer.json"));
        try (Backend backend = new OracleBackend();
                Seq2Seq random = Seq2Seq.open(folder, backend)) {
            BeamOptions options = BeamOptions.of(3, 4).withBest(3);

            assertThat(random.translate("uno dos ".repeat(20), options)).hasSize(3);
        }
    }

    @Test
    void whatIsBad_isNamed() throws IOException {
        WordForWord.writeTo(folder);
        Seq2Seq closed;
        try (Backend backend = new OracleBackend();
                Seq2Seq spanish = Seq2Seq.open(folder, backend)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> spanish.translate("uno ".repeat(11)))
                    .withMessage("text: expected at most 11 tokens (the context), got 12; shorten it");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> spanish.search(new int[0], spanish.options()))
                    .withMessage("source: expected 1 to 11 tokens (what the encoder may read), got 0");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> spanish.search(new int[] {3, 13}, spanish.options()))
                    .withMessage("source[1]: expected 0 to 12 (vocabulary), got 13");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> spanish.stream(new int[] {-1}, GenerationOptions.greedy(1)))
                    .withMessage("source[0]: expected 0 to 12 (vocabulary), got -1");
            closed = spanish;
        }
        assertThatIllegalStateException().isThrownBy(() -> closed.translate("uno"));
    }

    @Test
    void aTokenizerThatDoesNotFit_isNoticedBeforeTheWeights() throws IOException {
        WordForWord.writeTo(folder);
        Path config = folder.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("\"vocab_size\": 13", "\"vocab_size\": 12"));
        try (Backend backend = new OracleBackend()) {
            assertThatExceptionOfType(ModelException.class)
                    .isThrownBy(() -> Seq2Seq.open(folder, backend))
                    .withMessage(folder.resolve("tokenizer.json") + " does not fit the model: it has 13 token ids, the"
                            + " model embeds 12; take tokenizer.json and weights from the same model.");
        }
    }

    @Test
    void aDecoderAlone_isRefused_andTheOtherWayRound() throws IOException {
        Path decoder = TinyDecoders.llama().writeTo(folder.resolve("decoder"));
        Path both = WordForWord.writeTo(Files.createDirectories(folder.resolve("both")));
        try (Backend backend = new OracleBackend()) {
            assertThatExceptionOfType(ModelException.class)
                    .isThrownBy(() -> Seq2Seq.open(decoder, backend))
                    .withMessage(decoder.resolve("config.json") + ": model_type: expected an encoder-decoder, one of"
                            + " bart, marian, t5, got llama, which TextGenerator opens.");
            assertThatExceptionOfType(ModelException.class)
                    .isThrownBy(() -> TextGenerator.open(both, backend))
                    .withMessage(both.resolve("config.json") + ": model_type: expected a decoder, one of gemma2, gpt2,"
                            + " llama, mistral, phi3, qwen2, qwen3, got bart, which Seq2Seq opens.");
        }
    }
}
