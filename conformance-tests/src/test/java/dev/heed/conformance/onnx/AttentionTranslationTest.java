package dev.heed.conformance.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.heed.conformance.oracle.Reals;
import dev.heed.tensor.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where ONNX means something else than a rule, the runner says which. */
class AttentionTranslationTest {
    private final Map<String, OnnxTensor> tensors = new HashMap<>();
    private final NodeProto.Builder node = NodeProto.newBuilder().setOpType("Attention");

    private List<String> translations(int queries, int keys) {
        tensors.put("q", zeros(OnnxTensor.Type.FLOAT, 1, 2, queries, 4));
        tensors.put("k", zeros(OnnxTensor.Type.FLOAT, 1, 2, keys, 4));
        node.addInput("q")
                .addInput("k")
                .addInput("k")
                .addInput("mask")
                .addInput("past")
                .addInput("past");
        return new AttentionOperator().translations(new OnnxNode(node.build(), 25, tensors));
    }

    private void attribute(String name, int value) {
        node.addAttribute(AttributeProto.newBuilder().setName(name).setI(value));
    }

    private static OnnxTensor zeros(OnnxTensor.Type type, int... dims) {
        return new OnnxTensor(type, Reals.zeros(Shape.of(dims)));
    }

    @Test
    void att7_causalOverMoreKeys_countsFromTheFirst() {
        attribute("is_causal", 1);
        assertThat(translations(2, 3))
                .containsExactly("is_causal counts from the first key, where ours counts from the last; asked for by"
                        + " name (ATT-7)");
    }

    @Test
    void att7_causalOverItself_meansTheSame() {
        attribute("is_causal", 1);
        assertThat(translations(3, 3)).isEmpty();
    }

    @Test
    void att7_causalBehindAPast_meansTheSame() {
        attribute("is_causal", 1);
        tensors.put("past", zeros(OnnxTensor.Type.FLOAT, 1, 2, 5, 4));
        assertThat(translations(3, 3)).isEmpty();
    }

    @Test
    void att8_windowOfFewerQueriesThanNewKeysBehindAPast_isWrittenOut() {
        attribute("left_window_size", 1);
        tensors.put("past", zeros(OnnxTensor.Type.FLOAT, 1, 2, 5, 4));
        assertThat(translations(2, 3))
                .containsExactly("the window counts from the past's length, which is written out here (ATT-8)");
    }

    @Test
    void att4_aShortMask_excludesTheRest() {
        tensors.put("mask", zeros(OnnxTensor.Type.BOOL, 2, 2));
        assertThat(translations(2, 3))
                .containsExactly("a mask shorter than the keys excludes the rest, which is written out here (ATT-4)");
    }

    @Test
    void att3_aCoarserSoftmax_isOnlyExpectedCoarsely() {
        attribute("softmax_precision", 10);
        assertThat(translations(2, 2))
                .containsExactly("softmax_precision FLOAT16 coarsens the expected numbers only, a softmax is in FLOAT32"
                        + " (ATT-3)");
    }

    @Test
    void att6_nanOfAQueryThatSeesNothing_isZero() {
        OnnxTensor nan = new OnnxTensor(OnnxTensor.Type.FLOAT, new Reals(Shape.of(2), new double[] {Double.NaN, 1}));
        Map<Integer, Reals> oracle = Map.of(0, new Reals(Shape.of(2), new double[] {0, 1}));
        AttentionOperator operator = new AttentionOperator();
        assertThat(operator.withoutNan(0, nan, oracle).orElseThrow().reals().values())
                .containsExactly(0, 1);
        OnnxTensor finite = zeros(OnnxTensor.Type.FLOAT, 2);
        assertThat(operator.withoutNan(0, finite, oracle)).isEmpty();
    }
}
