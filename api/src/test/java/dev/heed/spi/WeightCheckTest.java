package dev.heed.spi;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WeightCheckTest {
    @Test
    void enc5_everythingWrong_isInOneMessage() {
        Map<String, Shape> expected = new LinkedHashMap<>();
        expected.put("a", Shape.of(2));
        expected.put("b", Shape.of(2, 3));
        expected.put("c", Shape.of(1));
        expected.put("d", Shape.of(1));
        Map<String, Tensor> given = Map.of(
                "b", Tensor.zeros(DType.FLOAT32, Shape.of(3, 2)),
                "c", Tensor.zeros(DType.INT8, Shape.of(1)),
                "d", Tensor.zeros(DType.BFLOAT16, Shape.of(1)),
                "e", Tensor.zeros(DType.FLOAT32, Shape.of(1)));
        assertThatThrownBy(() -> WeightCheck.check(expected, given))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("weights: expected 4 tensors, but 4 are wrong: a [2] is missing; b: expected [2, 3], got"
                        + " [3, 2]; c: expected a floating type, got INT8; e [1] is not known");
    }

    @Test
    void enc5_aVeryLongList_isCut() {
        Map<String, Shape> expected = new HashMap<>();
        for (int i = 0; i < 200; i++) {
            expected.put("w" + i, Shape.of(1));
        }
        assertThatThrownBy(() -> WeightCheck.check(expected, Map.of())).hasMessageEndingWith("; and 150 more");
        assertThatCode(() -> WeightCheck.check(Map.of(), Map.of())).doesNotThrowAnyException();
    }
}
