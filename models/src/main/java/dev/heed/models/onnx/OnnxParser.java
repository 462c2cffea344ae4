package dev.heed.models.onnx;

import dev.heed.models.files.ModelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the messages of {@code onnx.proto} that weights and structure need. The field numbers are that file's. */
final class OnnxParser {
    private static final ByteBuffer NO_DATA = ByteBuffer.allocate(0).order(ByteOrder.LITTLE_ENDIAN);

    private final String origin;

    OnnxParser(String origin) {
        this.origin = origin;
    }

    OnnxGraph model(ByteBuffer file) {
        ProtoReader model = new ProtoReader(origin, file);
        OnnxGraph graph = null;
        while (model.hasNext()) {
            if (model.nextField() == 7) {
                graph = graph(model.message());
            } else {
                model.skip();
            }
        }
        if (graph == null) {
            throw new ModelException(origin + " is not an ONNX model: it holds no graph.");
        }
        return graph;
    }

    private OnnxGraph graph(ProtoReader message) {
        List<OnnxNode> nodes = new ArrayList<>();
        List<OnnxTensor> initializers = new ArrayList<>();
        while (message.hasNext()) {
            switch (message.nextField()) {
                case 1 -> nodes.add(node(message.message()));
                case 5 -> initializers.add(tensor(message.message()));
                default -> message.skip();
            }
        }
        return new OnnxGraph(origin, nodes, initializers);
    }

    private OnnxNode node(ProtoReader message) {
        String op = "";
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        Map<String, OnnxAttribute> attributes = new HashMap<>();
        while (message.hasNext()) {
            switch (message.nextField()) {
                case 1 -> inputs.add(message.string());
                case 2 -> outputs.add(message.string());
                case 4 -> op = message.string();
                case 5 -> attribute(message.message(), attributes);
                default -> message.skip();
            }
        }
        return new OnnxNode(op, inputs, outputs, attributes);
    }

    private void attribute(ProtoReader message, Map<String, OnnxAttribute> attributes) {
        String name = "";
        float number = 0;
        long integer = 0;
        String text = "";
        List<Long> integers = new ArrayList<>();
        Optional<OnnxTensor> tensor = Optional.empty();
        while (message.hasNext()) {
            switch (message.nextField()) {
                case 1 -> name = message.string();
                case 2 -> number = message.fixedFloat();
                case 3 -> integer = message.integer();
                case 4 -> text = message.string();
                case 5 -> tensor = Optional.of(tensor(message.message()));
                case 8 -> integers(message, integers);
                default -> message.skip();
            }
        }
        attributes.put(name, new OnnxAttribute(number, integer, integers, text, tensor));
    }

    private OnnxTensor tensor(ProtoReader message) {
        String name = "";
        long type = 0;
        List<Long> dims = new ArrayList<>();
        ByteBuffer data = NO_DATA;
        boolean external = false;
        while (message.hasNext()) {
            switch (message.nextField()) {
                case 1 -> integers(message, dims);
                case 2 -> type = message.integer();
                // Packed floats are laid out as raw data is.
                case 4 -> data = onlyData(name, data, message);
                case 8 -> name = message.string();
                case 9 -> data = onlyData(name, data, message);
                case 14 -> external = message.integer() == 1;
                default -> message.skip();
            }
        }
        return new OnnxTensor(name, Math.toIntExact(Math.max(0, Math.min(type, 1000))), dims, data, external);
    }

    private ByteBuffer onlyData(String name, ByteBuffer before, ProtoReader message) {
        if (!message.packed() || before.hasRemaining()) {
            throw new ModelException(origin + ": the numbers of the tensor " + name
                    + " are stored in several pieces; expected raw data.");
        }
        return message.slice();
    }

    private static void integers(ProtoReader message, List<Long> into) {
        if (!message.packed()) {
            into.add(message.integer());
            return;
        }
        for (ProtoReader packed = message.message(); packed.hasNext(); ) {
            into.add(packed.varint());
        }
    }
}
