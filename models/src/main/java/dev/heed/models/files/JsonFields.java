package dev.heed.models.files;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The fields of a JSON object in a model's folder. A field that is missing or of the wrong kind becomes a
 * {@link ModelException} that names the file and the field; {@code null} counts as missing.
 */
public final class JsonFields {
    /** Configuration files are some kilobytes; what is larger is not one. */
    private static final long MOST_BYTES = 64L << 20;

    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final String origin;
    private final JsonNode object;

    private JsonFields(String origin, JsonNode object) {
        this.origin = origin;
        this.object = object;
    }

    /**
     * The object in a file.
     *
     * @throws ModelException if the file cannot be read or does not hold one JSON object
     */
    public static JsonFields read(Path file) {
        return of(file.toString(), tree(file));
    }

    /** The objects in a file that holds a list of them. */
    public static List<JsonFields> readList(Path file) {
        JsonNode list = tree(file);
        if (!list.isArray()) {
            throw new ModelException(file + ": expected a JSON list, got " + kind(list) + ".");
        }
        return Stream.iterate(0, i -> i < list.size(), i -> i + 1)
                .map(i -> of(file + "[" + i + "]", list.get(i)))
                .toList();
    }

    private static JsonFields of(String origin, JsonNode node) {
        if (!node.isObject()) {
            throw new ModelException(origin + ": expected a JSON object, got " + kind(node) + ".");
        }
        return new JsonFields(origin, node);
    }

    private static JsonNode tree(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new ModelException(file + ": expected a configuration of at most " + MOST_BYTES + " bytes, got "
                        + Files.size(file) + ".");
            }
            return MAPPER.readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException notJson) {
            throw new ModelException(file + ": expected JSON: " + JsonProblem.of(notJson) + ".", notJson);
        } catch (NoSuchFileException missing) {
            throw new ModelException(file + " is missing.", missing);
        } catch (IOException unreadable) {
            throw new ModelException(file + " cannot be read: " + unreadable + ".", unreadable);
        }
    }

    /** The file, as messages name it. */
    public String origin() {
        return origin;
    }

    /** The names of the fields, in the file's order. */
    public Iterator<String> names() {
        return object.fieldNames();
    }

    /** Whether the field is there and not {@code null}. */
    public boolean has(String field) {
        return object.hasNonNull(field);
    }

    /** Whether the field is there and says {@code null}: for some fields that is a choice, and a missing one another. */
    public boolean isNull(String field) {
        return object.has(field) && object.get(field).isNull();
    }

    /** A string. */
    public String text(String field) {
        JsonNode value = required(field);
        if (!value.isTextual()) {
            throw wrong(field, "a string", value);
        }
        return value.textValue();
    }

    /** A string that may be missing. */
    public Optional<String> optionalText(String field) {
        return has(field) ? Optional.of(text(field)) : Optional.empty();
    }

    /** A whole number of at least 1. */
    public int positive(String field) {
        return atLeast(1, field);
    }

    /** A whole number of at least 1, which may be missing. */
    public int positive(String field, int ifMissing) {
        return has(field) ? positive(field) : ifMissing;
    }

    /** A whole number of at least {@code least}. */
    public int atLeast(int least, String field) {
        JsonNode value = required(field);
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < least) {
            throw wrong(field, "a whole number of " + least + " or more", value);
        }
        return value.intValue();
    }

    /** A whole number of {@code least} to {@code most}. */
    public int between(int least, int most, String field) {
        int value = atLeast(least, field);
        if (value > most) {
            throw wrong(field, "a whole number of " + least + " to " + most, "" + value);
        }
        return value;
    }

    /** A number, neither infinite nor larger than FLOAT64 holds. */
    public double number(String field) {
        JsonNode value = required(field);
        if (!value.isNumber()) {
            throw wrong(field, "a number", value);
        }
        if (!isFinite(value)) {
            throw wrong(field, "a number that FLOAT64 holds", "a larger one");
        }
        return value.doubleValue();
    }

    /** A number that may be missing. */
    public double number(String field, double ifMissing) {
        return has(field) ? number(field) : ifMissing;
    }

    /** A list of numbers. */
    public List<Double> numbers(String field) {
        return elements(field, "a list of numbers", JsonFields::isFinite, JsonNode::doubleValue);
    }

    /** A list of strings. */
    public List<String> texts(String field) {
        return elements(field, "a list of strings", JsonNode::isTextual, JsonNode::textValue);
    }

    /** A token id, or a list of them; none if the field is missing. */
    public List<Integer> ids(String field) {
        if (!has(field)) {
            return List.of();
        }
        return required(field).isArray()
                ? elements(field, "a list of token ids", JsonFields::isId, JsonNode::intValue)
                : List.of(atLeast(0, field));
    }

    /** A list of lists of token ids; none if the field is missing. */
    public List<List<Integer>> idLists(String field) {
        if (!has(field)) {
            return List.of();
        }
        return elements(field, "a list of lists of token ids", JsonFields::isIds, JsonFields::idsOf);
    }

    private static boolean isFinite(JsonNode node) {
        return node.isNumber() && Double.isFinite(node.doubleValue());
    }

    private static boolean isId(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToInt() && node.intValue() >= 0;
    }

    private static boolean isIds(JsonNode node) {
        return node.isArray() && children(node).allMatch(JsonFields::isId);
    }

    private static List<Integer> idsOf(JsonNode node) {
        return children(node).map(JsonNode::intValue).toList();
    }

    private <T> List<T> elements(String field, String expected, Predicate<JsonNode> fits, Function<JsonNode, T> value) {
        JsonNode list = required(field);
        if (!list.isArray() || !children(list).allMatch(fits)) {
            throw wrong(field, expected, list);
        }
        return children(list).map(value).toList();
    }

    private static Stream<JsonNode> children(JsonNode list) {
        return Stream.iterate(0, i -> i < list.size(), i -> i + 1).map(list::get);
    }

    /** True or false; false if missing. */
    public boolean flag(String field) {
        return flag(field, false);
    }

    /** True or false, which may be missing. */
    public boolean flag(String field, boolean ifMissing) {
        if (!has(field)) {
            return ifMissing;
        }
        JsonNode value = required(field);
        if (!value.isBoolean()) {
            throw wrong(field, "true or false", value);
        }
        return value.booleanValue();
    }

    /** Checks that what this flag asks for is not asked for. */
    public void requireFalse(String field) {
        if (flag(field)) {
            throw wrong(field, "false", "true");
        }
    }

    /** A whole number of at least 1 that divides another field's. */
    public int divisor(String field, String dividend) {
        return divisor(field, dividend, "");
    }

    /**
     * A whole number of at least 1 that divides another field's.
     *
     * @param condition when it has to, as the message ends; empty for always
     */
    public int divisor(String field, String dividend, String condition) {
        int divisor = positive(field);
        int whole = positive(dividend);
        if (whole % divisor != 0) {
            throw wrong(field, "a divisor of " + dividend + ", " + whole + condition, "" + divisor);
        }
        return divisor;
    }

    /** An object. */
    public JsonFields object(String field) {
        JsonNode value = required(field);
        if (!value.isObject()) {
            throw wrong(field, "an object", value);
        }
        return new JsonFields(origin + ": " + field, value);
    }

    /** A sentence about a field of this object. */
    public ModelException wrong(String field, String expected, String got) {
        return new ModelException(origin + ": " + field + ": expected " + expected + ", got " + got + ".");
    }

    private ModelException wrong(String field, String expected, JsonNode got) {
        return wrong(field, expected, got.isContainerNode() ? kind(got) : got.toString());
    }

    private JsonNode required(String field) {
        JsonNode value = object.get(field);
        if (value == null || value.isNull()) {
            throw new ModelException(origin + ": the field " + field + " is missing.");
        }
        return value;
    }

    private static String kind(JsonNode node) {
        return node.isMissingNode()
                ? "nothing"
                : "a JSON " + node.getNodeType().toString().toLowerCase(java.util.Locale.ROOT);
    }
}
