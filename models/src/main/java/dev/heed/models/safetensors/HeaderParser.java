package dev.heed.models.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.heed.models.files.JsonProblem;
import dev.heed.models.files.ModelException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the JSON of a header, one token at a time. */
final class HeaderParser {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final int MOST_DIMENSIONS = 64;

    private final String origin;
    private final JsonParser json;

    private HeaderParser(String origin, JsonParser json) {
        this.origin = origin;
        this.json = json;
    }

    static List<HeaderEntry> parse(String origin, byte[] header) {
        try (JsonParser json = JSON.createParser(header)) {
            return new HeaderParser(origin, json).entries();
        } catch (JsonProcessingException notJson) {
            throw new ModelException(
                    origin + ": the header is not sound JSON: " + JsonProblem.of(notJson) + ".", notJson);
        } catch (IOException unreadable) {
            throw new ModelException(origin + ": the header cannot be read: " + unreadable + ".", unreadable);
        }
    }

    private List<HeaderEntry> entries() throws IOException {
        List<HeaderEntry> entries = new ArrayList<>();
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw wrong("the header", "a JSON object");
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            if (name.equals("__metadata__")) {
                metadata();
            } else {
                entries.add(entry(name));
            }
        }
        if (json.nextToken() != null) {
            throw wrong("the header", "nothing after the JSON object");
        }
        return entries;
    }

    private void metadata() throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw wrong("__metadata__", "an object of strings");
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            if (json.nextToken() != JsonToken.VALUE_STRING) {
                throw wrong("__metadata__", "an object of strings");
            }
        }
    }

    private HeaderEntry entry(String name) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw wrong(name, "an object");
        }
        String type = null;
        long[] dims = null;
        long[] offsets = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            switch (field) {
                case "dtype" -> type = text(name);
                case "shape" -> dims = numbers(name + ".shape", MOST_DIMENSIONS);
                case "data_offsets" -> offsets = numbers(name + ".data_offsets", 2);
                default -> throw new ModelException(origin + ": " + name + " has an unknown field " + field + ".");
            }
        }
        requirePresent(name, "dtype", type);
        requirePresent(name, "shape", dims);
        requirePresent(name, "data_offsets", offsets);
        if (type == null || dims == null || offsets == null || offsets.length != 2) {
            throw wrong(name + ".data_offsets", "two numbers");
        }
        return new HeaderEntry(name, type, dims, offsets[0], offsets[1]);
    }

    private void requirePresent(String name, String field, @Nullable Object value) {
        if (value == null) {
            throw new ModelException(origin + ": " + name + " has no " + field + ".");
        }
    }

    private String text(String name) throws IOException {
        if (json.nextToken() != JsonToken.VALUE_STRING) {
            throw wrong(name + ".dtype", "a string");
        }
        return json.getText();
    }

    private long[] numbers(String what, int most) throws IOException {
        String expected = "a list of at most " + most + " whole numbers of 0 or more";
        if (json.nextToken() != JsonToken.START_ARRAY) {
            throw wrong(what, expected);
        }
        long[] numbers = new long[most];
        int count = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            boolean fits = json.currentToken() == JsonToken.VALUE_NUMBER_INT
                    && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER
                    && json.getLongValue() >= 0
                    && count < most;
            if (!fits) {
                throw wrong(what, expected);
            }
            numbers[count++] = json.getLongValue();
        }
        return Arrays.copyOf(numbers, count);
    }

    private ModelException wrong(String what, String expected) throws IOException {
        String got = json.currentToken() == null ? "the end" : json.getText();
        String shown = got.length() > 40 ? got.substring(0, 40) + "…" : got;
        return new ModelException(origin + ": " + what + ": expected " + expected + ", got " + shown + ".");
    }
}
