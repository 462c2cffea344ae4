package dev.heed.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heed.Backends;
import dev.heed.conformance.cli.ProgressStyle;
import dev.heed.conformance.cli.Setting;
import dev.heed.conformance.compare.Entrant;
import dev.heed.models.huggingface.TinyDecoders;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
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
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(strings = {"--ids 1,7", "--ids 1,7 --beams 2", "--prompt w1"})
    void onATerminal_theSpeedIsALineOfItsOwn(String beginning) {
        ByteArrayOutputStream terminal = new ByteArrayOutputStream();
        Backends backends = Backends.of(new OracleProvider());
        Setting setting = new Setting(
                new PrintWriter(terminal, true, StandardCharsets.UTF_8),
                ProgressStyle.NONE,
                () -> backends,
                () -> Entrant.of(backends));

        int code = HeedCommandLine.run(
                setting, InputStream.nullInputStream(), terminal, args((beginning + " --max-tokens 5").split(" ")));

        assertThat(code).isZero();
        assertThat(terminal.toString(StandardCharsets.UTF_8)).matches("[w0-9 ]+\nheed: \\d tokens in .*\n");
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
            --ids 1 --beams 2 --keep 3    | 2 | --beams does not go with --temperature, --repetition-penalty, --keep or --stop
            --ids 1 --keep 0              | 2 | expected a whole number from 1 on, got '0'
            --ids 1 --context 0           | 2 | expected a whole number from 1 on, got '0'
            --ids 1 --rows 3              | 2 | --rows says how many of --prompts move on together
            --prompts - --rows 0          | 2 | expected a whole number from 1 on, got '0'
            --prompts - --beams 2         | 2 | --beams does not go with --prompts
            --prompts - --ids 1           | 2 | --ids
            --prompts no-such-file        | 1 | no-such-file: there is no such file
            --ids 1 --context 65          | 1 | context: expected 1 to 64 (max_position_embeddings), got 65
            --ids 1 --keep 64             | 1 | kept: expected fewer tokens than the context, 64, got 64
            --ids 1 --context 9 --max-tokens 10 | 1 | maxTokens: expected at most 9 (the context is 9 tokens, the prompt has 1), got 10
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

    @Test
    void withoutAMaximum_theTextEndsWithTheContext_unlessTokensAreForgotten() {
        assertThat(generate("--ids", "1,7", "--context", "9").out().strip().split(" "))
                .hasSize(8);
        assertThat(generate("--ids", "1,7", "--context", "9", "--keep", "4", "--max-tokens", "20")
                        .out()
                        .strip()
                        .split(" "))
                .hasSize(20);
    }

    @Test
    void manyPrompts_areALineOfJsonEach_withTheTextOfThePromptAlone() throws IOException {
        String prompts = IntStream.range(0, 20)
                .mapToObj(i -> "w" + (i + 3) % 19 + " w" + (i + 7) % 19)
                .collect(Collectors.joining("\n\n"));

        Run run = prompts(prompts, "--prompts", "-", "--rows", "3", "--max-tokens", "5", "--temperature", "1");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err())
                .matches("heed: 20 prompts, \\d+ tokens in \\d+\\.\\d\\d s, \\d+\\.\\d tokens a second"
                        + " \\(oracle on .*\\)\n");
        List<JsonNode> lines = lines(run);
        assertThat(lines)
                .extracting(each -> each.get("line").intValue())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 20).map(i -> 2 * i + 1).boxed().toList());
        for (JsonNode line : lines) {
            String prompt = line.get("prompt").textValue();
            Run alone = generate("--prompt", prompt, "--max-tokens", "5", "--temperature", "1");
            assertThat(prompt + line.get("text").textValue() + "\n").isEqualTo(alone.out());
            assertThat(alone.err()).startsWith("heed: " + line.get("tokens").intValue() + " tokens ");
            assertThat(line.get("finish").textValue()).isIn("max_tokens", "stop_id");
        }
    }

    private static List<JsonNode> lines(Run run) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : run.out().lines().toList()) {
            lines.add(new ObjectMapper().readTree(line));
        }
        return lines;
    }

    @Test
    void aPromptThatIsTooLong_hurtsNoOther_andTheExitCodeTells(@TempDir Path other) throws IOException {
        Path prompts = Files.writeString(other.resolve("prompts"), "w1 w7\n" + "w1 ".repeat(65) + "\nw3\n");

        Run run = generate("--prompts", prompts.toString(), "--max-tokens", "4");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).endsWith("heed: of 1 of 3 prompts there is no text; their lines say why\n");
        assertThat(lines(run)).hasSize(3);
        assertThat(lines(run))
                .filteredOn(each -> each.has("error"))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.get("line").intValue()).isEqualTo(2);
                    assertThat(line.get("error").textValue())
                            .isEqualTo("prompt: expected at most 64 tokens (the context), got 65; shorten it");
                    assertThat(line.has("text")).isFalse();
                });
    }

    @Test
    void aLineThatIsNotUtf8_isAnError_afterTheTextsOfThoseBefore() throws IOException {
        byte[] in = "w1 w7\nw3\n\u00e4\n".getBytes(StandardCharsets.ISO_8859_1);

        Run run = Run.heed(List.of(new OracleProvider()), in, args("--prompts", "-", "--max-tokens", "4"));

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).startsWith("heed: line 3 is not UTF-8");
        assertThat(lines(run)).hasSize(2).allMatch(each -> each.has("text"));
    }

    @Test
    void noPrompts_areNoLines() {
        Run run = prompts("", "--prompts", "-");

        assertThat(run.code()).isZero();
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("heed: 0 prompts, 0 tokens");
    }

    @Test
    void manyPrompts_endQuietly_whenTheReaderHasGone() {
        OutputStream gone = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        Backends backends = Backends.of(new OracleProvider());
        InputStream in = new ByteArrayInputStream("w1 w7\n".repeat(50_000).getBytes(StandardCharsets.UTF_8));

        Run run = Run.heed(() -> backends, in, gone, args("--prompts", "-", "--max-tokens", "4"));

        assertThat(run.code()).isZero();
        assertThat(in).isNotEmpty();
    }

    private Run generate(String... more) {
        return prompts("", more);
    }

    private Run prompts(String in, String... more) {
        return Run.heed(List.of(new OracleProvider()), in.getBytes(StandardCharsets.UTF_8), args(more));
    }

    private String[] args(String... more) {
        List<String> args = new ArrayList<>(List.of("generate", "--model", model.toString()));
        args.addAll(Arrays.asList(more));
        return args.toArray(String[]::new);
    }
}
