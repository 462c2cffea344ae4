package dev.heed.models.onnx;

import java.util.List;
import java.util.Map;

/**
 * An operation of a graph.
 *
 * @param op what it does: {@code MatMul}
 * @param inputs the names of what it reads
 * @param outputs the names of what it makes
 * @param attributes its attributes
 */
record OnnxNode(String op, List<String> inputs, List<String> outputs, Map<String, OnnxAttribute> attributes) {
    boolean is(String wanted) {
        return op.equals(wanted);
    }

    String output() {
        return outputs.isEmpty() ? "" : outputs.get(0);
    }

    long integer(String name, long otherwise) {
        OnnxAttribute attribute = attributes.get(name);
        return attribute == null ? otherwise : attribute.integer();
    }
}
