package dev.heed.models.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.heed.models.files.JsonProblem;
import dev.heed.models.files.ModelException;
import java.io.IOException;

/**
 * How many token ids a {@code tokenizer.json} uses: one more than the largest in {@code model.vocab} (an object of
 * ids, or a list in their order) and {@code added_tokens}.
 */
final class VocabularySize {
    private static final JsonFactory JSON = new JsonFactory();

    private final JsonParser json;
    private long largest = -1;

    private VocabularySize(JsonParser json) {
        this.json = json;
    }

    static long of(String origin, byte[] tokenizer) {
        try (JsonParser json = JSON.createParser(tokenizer)) {
            VocabularySize size = new VocabularySize(json);
            size.document(origin);
            return size.largest + 1;
        } catch (JsonProcessingException notJson) {
            throw new ModelException(origin + " is not sound JSON: " + JsonProblem.of(notJson) + ".", notJson);
        } catch (IOException unreadable) {
            throw new ModelException(origin + " cannot be read: " + unreadable + ".", unreadable);
        }
    }

    private void document(String origin) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new ModelException(origin + ": expected the JSON object of a tokenizer.");
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "model" -> model();
                case "added_tokens" -> addedTokens();
                default -> json.skipChildren();
            }
        }
        if (largest < 0) {
            throw new ModelException(origin + ": expected a tokenizer with the vocabulary model.vocab, got none.");
        }
    }

    private void model() throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            boolean vocabulary = json.currentName().equals("vocab");
            JsonToken value = json.nextToken();
            if (vocabulary && value == JsonToken.START_OBJECT) {
                ids();
            } else if (vocabulary && value == JsonToken.START_ARRAY) {
                entries();
            } else {
                json.skipChildren();
            }
        }
    }

    private void ids() throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            json.nextToken();
            countId();
        }
    }

    private void entries() throws IOException {
        long count = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            json.skipChildren();
            count++;
        }
        largest = Math.max(largest, count - 1);
    }

    private void addedTokens() throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() == JsonToken.START_OBJECT) {
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean id = json.currentName().equals("id");
                json.nextToken();
                if (id) {
                    countId();
                } else {
                    json.skipChildren();
                }
            }
        }
    }

    private void countId() throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            largest = Math.max(largest, json.getValueAsLong(Long.MAX_VALUE - 1));
        } else {
            json.skipChildren();
        }
    }
}
