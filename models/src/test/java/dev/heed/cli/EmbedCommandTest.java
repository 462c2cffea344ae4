package dev.heed.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heed.Backends;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbedCommandTest {
    private static final FakeProvider BACKEND = FakeProvider.available("fake", 1);

    private Path folder = Path.of("");
    private String model = "";

    @BeforeEach
    void writeModel(@TempDir Path temporary) throws IOException {
        folder = temporary;
        model = TinyModel.in(temporary).toString();
    }

    @Test
    void everyLineBecomesOneOfJson_inTheirOrder() throws IOException {
        Run run = embed("two three four one\n\"one\", \u00e4\u00f6\u00fc\none\n");

        List<JsonNode> lines = new ArrayList<>();
        for (String line : run.out().lines().toList()) {
            lines.add(new ObjectMapper().readTree(line));
        }
        assertThat(lines)
                .extracting(each -> each.get("text").textValue())
                .containsExactly("two three four one", "\"one\", \u00e4\u00f6\u00fc", "one");
        assertThat(lines.get(2).get("line").intValue()).isEqualTo(3);
        assertThat(lines.get(2).get("model").textValue()).isEqualTo("tiny");
        assertThat(lines.get(2).get("backend").textValue()).isEqualTo("fake");
        assertThat(lines.get(2).get("embedding")).hasSize(4);
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
    }

    @Test
    void csvHasAHeader_andQuotesWhatItMust() {
        Run run = embed("one, \"two\"\n", "--format", "csv");

        String[] lines = run.out().split("\n");
        assertThat(lines[0]).isEqualTo("line,text,e0,e1,e2,e3");
        assertThat(lines[1]).startsWith("1,\"one, \"\"two\"\"\",").matches(".*(,-?[0-9.E-]+){4}");
        assertThat(lines).hasSize(2);
    }

    @Test
    void nothingInIsNothingOut() {
        assertThat(embed("")).isEqualTo(new Run(0, "", ""));
        assertThat(embed("", "--format", "csv").code()).isZero();
    }

    @Test
    void readsAndWritesFiles() throws IOException {
        Path texts = Files.writeString(folder.resolve("texts"), "one\ntwo\n");
        Path vectors = folder.resolve("vectors");

        Run run = embed("", texts.toString(), "--output", vectors.toString());

        assertThat(run).isEqualTo(new Run(0, "", ""));
        assertThat(Files.readString(vectors).split("\n")).hasSize(2);
    }

    @Test
    void doesNotOverwriteItsInput() throws IOException {
        Path texts = Files.writeString(folder.resolve("texts"), "one\n");

        Run run = embed("", texts.toString(), "--output", texts.toString());

        assertThat(run.err()).contains("--output is the file of the texts itself, which would be overwritten");
        assertThat(run.code()).isEqualTo(2);
        assertThat(texts).hasContent("one");
    }

    @Test
    void aMissingFile_isOneLine() {
        Run run = embed("", folder.resolve("nowhere").toString());

        assertThat(run).isEqualTo(new Run(1, "", "heed: " + folder.resolve("nowhere") + ": there is no such file\n"));
    }

    @Test
    void anEmptyLine_isNamed() {
        assertThat(embed("one\n\ntwo\n").err())
                .isEqualTo("heed: line 2 is empty: there is nothing to embed; --skip-empty passes over such lines\n");
        assertThat(embed("one\n\ntwo\n", "--skip-empty").out()).contains("\"line\":1,", "\"line\":3,");
    }

    @Test
    void invalidUtf8_isNamed() {
        Run run = heed(new ByteArrayInputStream(new byte[] {'o', 'n', 'e', '\n', (byte) 0xff}), new Sink("full"));

        assertThat(run.err()).startsWith("heed: line 2 is not UTF-8; convert it first");
        assertThat(run.code()).isEqualTo(1);
    }

    @Test
    void aTextOf100000Words_isCutOff_andSaidToBe() {
        Run run = embed("one ".repeat(100_000) + "\ntwo\n");

        assertThat(run.out().split("\n")).hasSize(2);
        assertThat(run.err())
                .isEqualTo(
                        "heed: 1 of 2 texts were longer than the 16 tokens that the model reads, and were cut off\n");
        assertThat(run.code()).isZero();
    }

    @Test
    void endsQuietly_whenTheReaderHasGone_evenIfLinesNeverEnd() {
        Run run = heed(new EndlessLines(), new Sink("Broken pipe"));

        assertThat(run).isEqualTo(new Run(0, "", ""));
    }

    @Test
    void aFullDisk_isAnError() {
        Run run = heed(new EndlessLines(), new Sink("No space left on device"));

        assertThat(run).isEqualTo(new Run(1, "", "heed: No space left on device\n"));
    }

    private Run embed(String in, String... more) {
        return Run.heed(List.of(BACKEND), in.getBytes(StandardCharsets.UTF_8), args(more));
    }

    private Run heed(InputStream in, OutputStream out) {
        return Run.heed(() -> Backends.of(BACKEND), in, out, args());
    }

    private String[] args(String... more) {
        List<String> args = new ArrayList<>(List.of("embed", "--model", model));
        args.addAll(Arrays.asList(more));
        return args.toArray(String[]::new);
    }

    /** Says {@code one} for ever. */
    private static final class EndlessLines extends InputStream {
        private int at;

        @Override
        public int read() {
            return "one\n".charAt(at++ & 3);
        }

        @Override
        public int read(byte[] bytes, int from, int length) {
            for (int i = 0; i < length; i++) {
                bytes[from + i] = (byte) read();
            }
            return length;
        }
    }

    /** Takes a megabyte, and then fails. */
    private static final class Sink extends OutputStream {
        private final String failure;
        private int room = 1 << 20;

        Sink(String failure) {
            this.failure = failure;
        }

        @Override
        public void write(int b) throws IOException {
            if (--room < 0) {
                throw new IOException(failure);
            }
        }
    }
}
