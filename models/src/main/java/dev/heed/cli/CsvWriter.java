package dev.heed.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.OutputStream;

/** CSV with the columns line, text, and e0, e1, … for the numbers of the vector. */
final class CsvWriter implements VectorWriter {
    private final JsonGenerator csv;

    CsvWriter(OutputStream out, int width) throws IOException {
        CsvSchema.Builder columns = CsvSchema.builder().addNumberColumn("line").addColumn("text");
        for (int i = 0; i < width; i++) {
            columns.addNumberColumn("e" + i);
        }
        this.csv = new CsvFactory().createGenerator(out);
        csv.setSchema(columns.setUseHeader(true).build());
    }

    @Override
    public void write(TextLine line, float[] vector) throws IOException {
        csv.writeStartArray();
        csv.writeNumber(line.number());
        csv.writeString(line.text());
        for (float number : vector) {
            csv.writeNumber(number);
        }
        csv.writeEndArray();
    }

    @Override
    public void flush() throws IOException {
        csv.flush();
    }

    @Override
    public void close() throws IOException {
        csv.close();
    }
}
