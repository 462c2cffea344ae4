package dev.heed.conformance.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heed.Device;
import java.io.UncheckedIOException;

/** The pieces of reports in JSON. Times are in seconds, sizes in bytes; what is not known is left out. */
public final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private Json() {}

    /** An empty object. */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** The text of an object, indented. */
    public static String text(ObjectNode object) {
        try {
            return MAPPER.writeValueAsString(object) + "\n";
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Fills an object with what is known of a machine. */
    public static void environment(Environment environment, ObjectNode node) {
        node.put("heed", environment.heed())
                .put("startedAt", environment.startedAt().toString())
                .put("cpu", environment.cpu())
                .put("processors", environment.processors())
                .put("os", environment.os())
                .put("jvm", environment.jvm());
        environment.loadAverage().ifPresent(load -> node.put("loadAverage", load));
    }

    /** Fills an object with a device. */
    public static void device(Device device, ObjectNode node) {
        node.put("kind", device.kind()).put("name", device.name());
    }
}
