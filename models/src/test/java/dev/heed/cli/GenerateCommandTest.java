package dev.heed.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.models.huggingface.TinyDecoders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenerateCommandTest {
    private Path model = Path.of("");

    @BeforeEach
    void writeModel(@TempDir Path temporary) throws IOException {
        model = TinyDecoders.llama().writeTo(temporary.resolve("tiny"));
        // Words w0 to w18, one token each; a word's token is its number.
        String vocabulary =
                IntStream.range(0, 19).mapToObj(id -> "\"w" + id + "\": " + id).collect(Collectors.joining(", "));
        Files.writeString(model.resolve("tokenizer.json"), """
                {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [], "normalizer": null,
                 "pre_tokenizer": {"type": "WhitespaceSplit"}, "post_processor": null, "decoder": null,
                 "model": {"type": "WordLevel", "unk_token": "w0", "vocab": {%s}}}
                """.formatted(vocabulary));
    }

    @Test
    void ids_areOneLine_andTheSpeedIsOnStandardError() {
        Run run = generate("--ids", "1,7", "--max-tokens", "5");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).matches("\\d+( \\d+){4}\n");
        assertThat(run.err())
                .matches("heed: 5 tokens in \\d+\\.\\d\\d s, \\d+\\.\\d tokens a second \\(oracle on .*\\)\n");
    }

    @Test
    void text_isThePromptAndWhatFollows() {
        String ids = generate("--ids", "1,7", "--max-tokens", "4").out().strip();

        Run run = generate("--prompt", "w1 w7", "--max-tokens", "4");

        String words = Arrays.stream(ids.split(" ")).map(id -> " w" + id).collect(Collectors.joining());
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo("w1 w7" + words + "\n");
    }

    @Test
    void aStopWord_endsTheTextBeforeIt() {
        String[] ids =
                generate("--ids", "1,7", "--max-tokens", "4").out().strip().split(" ", -1);

        Run run = generate("--prompt", "w1 w7", "--max-tokens", "4", "--stop", " w" + ids[2]);

        assertThat(run.out()).startsWith("w1 w7").doesNotContain(" w" + ids[2]);
    }

    @Test
    void theSameSeed_isTheSameText() {
        String[] drawn = {"--ids", "1", "--max-tokens", "20", "--temperature", "1.5", "--seed", "3"};

        assertThat(generate(drawn).out()).isEqualTo(generate(drawn).out());
        drawn[drawn.length - 1] = "4";
        assertThat(generate(drawn).out())
                .isNotEqualTo(generate("--ids", "1", "--max-tokens", "20").out());
    }

    @Test
    void oneBeam_isGreedy() {
        assertThat(generate("--ids", "1", "--max-tokens", "6", "--beams", "1").out())
                .isEqualTo(generate("--ids", "1", "--max-tokens", "6").out());
    }

    @Test
    void beams_findAText_thatIsPrintedWhole() {
        Run run = generate("--prompt", "w1 w7", "--max-tokens", "4", "--beams", "3");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).matches("w1 w7( w\\d+){1,4}\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --ids 1 --max-tokens 0        | 2 | expected a whole number from 1 on, got '0'
            --ids x                       | 2 | 'x'
            --ids 1 --prompt w1           | 2 | --prompt
            --max-tokens 5                | 2 | --prompt
            --ids 1 --top-k 5             | 2 | --top-k says how tokens are drawn; it needs --temperature above 0
            --ids 1 --stop w1             | 2 | --stop is for text; it does not go with --ids
            --ids 1 --temperature -1      | 2 | temperature: expected 0 or a positive number, got -1.0
            --ids 1 --beams 2 --temperature 1 | 2 | --beams does not go with --temperature
            --ids 19                      | 1 | prompt[0]: expected 0 to 18 (vocabulary), got 19
            --ids -1                      | 1 | prompt[0]: expected 0 to 18 (vocabulary), got -1
            --ids 1 --max-tokens 65       | 1 | maxTokens: expected at most 64 (the context is 64 tokens, the prompt has 1), got 65
            """)
    void whatIsWrong_isOneLine(String args, int code, String sentence) {
        Run run = generate(args.split(" "));

        assertThat(run.code()).isEqualTo(code);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains(sentence).containsOnlyOnce("\n");
    }

    @Test
    void aPromptLongerThanTheContext_isRefused() {
        Run run = generate("--prompt", "w1 ".repeat(65));

        assertThat(run)
                .isEqualTo(
                        new Run(1, "", "heed: prompt: expected at most 64 tokens (the context), got 65; shorten it\n"));
    }

    @Test
    void aModelWithoutTokenizer_saysSo() throws IOException {
        Files.delete(model.resolve("tokenizer.json"));

        Run run = generate("--prompt", "w1");

        assertThat(run)
                .isEqualTo(
                        new Run(1, "", "heed: The model tiny has no tokenizer.json; start from token ids instead.\n"));
    }

    @Test
    void aBackendWithoutDecoders_saysSo() {
        Run run = Run.heed(List.of(FakeProvider.available("fake", 1)), args("--ids", "1"));

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .contains("fake", "DEC-1", "this backend has no decoders")
                .containsOnlyOnce("\n");
    }

    @Test
    void aMissingFolder_isNamed() {
        Run run = Run.heed(
                List.of(new OracleProvider()),
                "generate",
                "--ids",
                "1",
                "--model",
                model.resolve("no").toString());

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .isEqualTo("heed: " + model.resolve("no") + ": expected a folder in the Hugging Face layout"
                        + " (config.json, model.safetensors), got nothing.\n");
    }

    private Run generate(String... more) {
        return Run.heed(List.of(new OracleProvider()), new byte[0], args(more));
    }

    private String[] args(String... more) {
        List<String> args = new ArrayList<>(List.of("generate", "--model", model.toString()));
        args.addAll(Arrays.asList(more));
        return args.toArray(String[]::new);
    }
}
