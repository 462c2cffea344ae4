package dev.heed.conformance.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One operator with the tensors that it takes.
 *
 * @param proto the operator and its attributes
 * @param opset the version of the operator set
 * @param tensors the inputs by name
 */
record OnnxNode(NodeProto proto, long opset, Map<String, OnnxTensor> tensors) {
    /** An input that must be there. */
    OnnxTensor input(int index) {
        return optionalInput(index)
                .orElseThrow(() ->
                        new IllegalArgumentException("input " + index + " of " + proto.getOpType() + " is missing"));
    }

    Optional<OnnxTensor> optionalInput(int index) {
        return index < proto.getInputCount()
                ? Optional.ofNullable(tensors.get(proto.getInput(index)))
                : Optional.empty();
    }

    long integer(String name, long otherwise) {
        return attribute(name).map(AttributeProto::getI).orElse(otherwise);
    }

    OptionalDouble real(String name) {
        return attribute(name).map(each -> OptionalDouble.of(each.getF())).orElse(OptionalDouble.empty());
    }

    String string(String name, String otherwise) {
        return attribute(name).map(each -> each.getS().toStringUtf8()).orElse(otherwise);
    }

    private Optional<AttributeProto> attribute(String name) {
        List<AttributeProto> attributes = proto.getAttributeList();
        return attributes.stream().filter(each -> each.getName().equals(name)).findFirst();
    }

    /** An axis attribute as an index from 0. */
    int axis(int rank) {
        int axis = (int) integer("axis", -1);
        if (axis < -rank || axis >= rank) {
            throw new IllegalArgumentException("axis: expected " + -rank + " to " + (rank - 1) + ", got " + axis);
        }
        return axis < 0 ? axis + rank : axis;
    }
}
