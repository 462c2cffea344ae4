package dev.heed.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ShapeTest {
    @Test
    void shapesAreValues() {
        assertThat(Shape.of(2, 3)).isEqualTo(Shape.of(2, 3)).hasSameHashCodeAs(Shape.of(2, 3));
        assertThat(Shape.of(2, 3)).isNotEqualTo(Shape.of(3, 2)).hasToString("[2, 3]");
        assertThat(Shape.of().size()).isEqualTo(1);
        assertThat(Shape.of(4, 5, 6).dim(-1)).isEqualTo(6);
        assertThatThrownBy(() -> Shape.of(4).dim(1)).hasMessage("dimension 1 of shape [4]");
    }

    @Test
    void impossibleDimensions_areRefused() {
        assertThatThrownBy(() -> Shape.of(2, -1)).hasMessage("dims[1]: expected 0 or more, got -1 in [2, -1]");
        assertThatThrownBy(() -> Shape.of(Integer.MAX_VALUE, Integer.MAX_VALUE, 3))
                .hasMessageStartingWith("dims: expected at most 2^63 - 1 elements");
    }
}
