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
import java.util.List;
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
