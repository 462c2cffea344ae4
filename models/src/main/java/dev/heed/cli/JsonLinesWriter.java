package dev.heed.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;

/** JSON Lines; each line says what made it, for vectors of different models must not be mixed. */
final class JsonLinesWriter implements VectorWriter {
    private final JsonGenerator json;
    private final String model;
    private final String backend;

    JsonLinesWriter(OutputStream out, String model, String backend) throws IOException {
        this.json = new JsonFactory().createGenerator(out).setPrettyPrinter(new MinimalPrettyPrinter(""));
        this.model = model;
        this.backend = backend;
    }

    @Override
    public void write(TextLine line, float[] vector) throws IOException {
        json.writeStartObject();
        json.writeNumberField("line", line.number());
        json.writeStringField("text", line.text());
        json.writeStringField("model", model);
        json.writeStringField("backend", backend);
        json.writeArrayFieldStart("embedding");
        for (float number : vector) {
            json.writeNumber(number);
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeRaw('\n');
    }

    @Override
    public void flush() throws IOException {
        json.flush();
    }

    @Override
    public void close() throws IOException {
        json.close();
    }
}
