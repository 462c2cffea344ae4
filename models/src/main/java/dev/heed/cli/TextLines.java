package dev.heed.cli;

import dev.heed.conformance.cli.CommandFailure;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines of UTF-8, one or a batch at a time. Strict: a byte that is not UTF-8 is an error that names its line, not a
 * replacement character that would change what the text means. Batches depend on the lines alone, not on how fast they
 * come, so that the same input always gives the same vectors.
 */
final class TextLines {
    private static final int LINES_OF_A_BATCH = 256;
    private static final int CHARACTERS_OF_A_BATCH = 1 << 20;
    private static final int LONGEST_LINE = 16 << 20;
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final InputStream in;
    private final boolean skipEmpty;
    private long number;

    TextLines(InputStream in, boolean skipEmpty) {
        this.in = new BufferedInputStream(in, 1 << 16);
        this.skipEmpty = skipEmpty;
    }

    /** The next lines; none at the end. */
    List<TextLine> nextBatch() throws IOException {
        List<TextLine> batch = new ArrayList<>();
        int characters = 0;
        while (batch.size() < LINES_OF_A_BATCH && characters < CHARACTERS_OF_A_BATCH) {
            Optional<TextLine> line = next();
            if (line.isEmpty()) {
                break;
            }
            batch.add(line.get());
            characters += line.get().text().length();
        }
        return batch;
    }

    /** The next line; none at the end. */
    Optional<TextLine> next() throws IOException {
        for (byte[] line = nextLine(); line != null; line = nextLine()) {
            String text = decode(line);
            if (!text.isBlank()) {
                return Optional.of(new TextLine(number, text));
            }
            if (!skipEmpty) {
                throw new CommandFailure(
                        "line " + number + " is empty: there is nothing to embed; --skip-empty passes over such lines");
            }
        }
        return Optional.empty();
    }

    private byte @Nullable [] nextLine() throws IOException {
        int next = in.read();
        if (next < 0) {
            return null;
        }
        number++;
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (; next >= 0 && next != '\n'; next = in.read()) {
            if (line.size() == LONGEST_LINE) {
                throw new CommandFailure(
                        "line " + number + " is longer than " + (LONGEST_LINE >> 20) + " MiB; is this text?");
            }
            line.write(next);
        }
        return line.toByteArray();
    }

    private String decode(byte[] line) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line))
                    .toString();
            String withoutMark = number == 1 && text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
            return withoutMark.endsWith("\r") ? withoutMark.substring(0, withoutMark.length() - 1) : withoutMark;
        } catch (CharacterCodingException e) {
            throw new CommandFailure(
                    "line " + number + " is not UTF-8; convert it first, as by:" + " iconv -f WINDOWS-1252 -t UTF-8");
        }
    }
}
