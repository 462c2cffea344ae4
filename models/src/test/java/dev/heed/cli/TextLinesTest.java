package dev.heed.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextLinesTest {
    @Test
    void linesEndAsOnAnySystem_andTheLastNeedNotEnd() throws IOException {
        assertThat(lines("one\ntwo\r\nthree", false).nextBatch())
                .containsExactly(new TextLine(1, "one"), new TextLine(2, "two"), new TextLine(3, "three"));
    }

    @Test
    void aByteOrderMarkIsNoText() throws IOException {
        assertThat(lines("\uFEFFone\n\uFEFFtwo", false).nextBatch())
                .containsExactly(new TextLine(1, "one"), new TextLine(2, "\uFEFFtwo"));
    }

    @Test
    void nothingAtAllIsNoLine() throws IOException {
        assertThat(lines("", false).nextBatch()).isEmpty();
    }

    @Test
    void anEmptyLineIsAnError() {
        assertThatThrownBy(() -> lines("one\n \t\ntwo", false).nextBatch())
                .hasMessage("line 2 is empty: there is nothing to embed; --skip-empty passes over such lines");
    }

    @Test
    void skippedEmptyLinesCount() throws IOException {
        assertThat(lines("one\n\n\ntwo\n", true).nextBatch())
                .containsExactly(new TextLine(1, "one"), new TextLine(4, "two"));
    }

    @Test
    void bytesThatAreNotUtf8_areAnError_notAnotherText() {
        byte[] latin1 = "fine\ncaf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> new TextLines(new ByteArrayInputStream(latin1), false).nextBatch())
                .hasMessage("line 2 is not UTF-8; convert it first, as by: iconv -f WINDOWS-1252 -t UTF-8");
    }

    @Test
    void aLineWithoutEnd_isRefused_beforeItFillsTheMemory() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'a';
            }
        };

        assertThatThrownBy(() -> new TextLines(endless, false).nextBatch())
                .hasMessage("line 1 is longer than 16 MiB; is this text?");
    }

    @Test
    void batchesAreBounded_andLoseNothing() throws IOException {
        TextLines lines = lines("line\n".repeat(1000) + ("long".repeat(100_000) + "\n").repeat(5), false);
        List<Integer> sizes = new ArrayList<>();
        long last = 0;
        for (List<TextLine> batch = lines.nextBatch(); !batch.isEmpty(); batch = lines.nextBatch()) {
            sizes.add(batch.size());
            assertThat(batch.get(0).number()).isEqualTo(last + 1);
            last = batch.get(batch.size() - 1).number();
        }

        assertThat(sizes).containsExactly(256, 256, 256, 235, 2);
        assertThat(last).isEqualTo(1005);
    }

    private static TextLines lines(String text, boolean skipEmpty) {
        return new TextLines(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), skipEmpty);
    }
}
