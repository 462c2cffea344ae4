package dev.heed.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import dev.heed.models.generate.Generated;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;

/** Writes what came of prompts as JSON Lines, each at once. */
final class GeneratedWriter {
    private final JsonGenerator json;

    GeneratedWriter(OutputStream out) throws IOException {
        this.json = new JsonFactory().createGenerator(out).setPrettyPrinter(new MinimalPrettyPrinter(""));
    }

    /** Writes what comes after a prompt. */
    void write(TextLine prompt, Generated<String> generated) throws IOException {
        begin(prompt);
        json.writeStringField("text", generated.content());
        json.writeNumberField("tokens", generated.tokens());
        json.writeStringField("finish", generated.finish().name().toLowerCase(Locale.ROOT));
        end();
    }

    /** Writes why there is no text. */
    void write(TextLine prompt, String error) throws IOException {
        begin(prompt);
        json.writeStringField("error", error);
        end();
    }

    private void begin(TextLine prompt) throws IOException {
        json.writeStartObject();
        json.writeNumberField("line", prompt.number());
        json.writeStringField("prompt", prompt.text());
    }

    private void end() throws IOException {
        json.writeEndObject();
        json.writeRaw('\n');
        json.flush();
    }
}
