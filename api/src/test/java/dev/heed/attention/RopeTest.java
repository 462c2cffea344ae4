package dev.heed.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class RopeTest {
    private static final int WIDTH = 128;

    private static Rope scaled(RopeScaling scaling) {
        return new Rope(Rope.Pairing.HALF, 500_000, WIDTH, scaling);
    }

    @Test
    void att18_llama3Scaling_keepsShortWavelengthsAndStretchesLongOnes() {
        Rope plain = scaled(new RopeScaling.None());
        Rope llama = scaled(new RopeScaling.Llama3(8, 1, 4, 8192));
        assertThat(llama.frequency(0)).isEqualTo(plain.frequency(0));
        assertThat(llama.frequency(WIDTH / 2 - 1)).isEqualTo(plain.frequency(WIDTH / 2 - 1) / 8);
        double between = 0;
        for (int k = 0; k < WIDTH / 2; k++) {
            double wavelength = 2 * Math.PI / plain.frequency(k);
            if (wavelength > 8192 / 4.0 && wavelength < 8192) {
                double smooth = (8192 / wavelength - 1) / 3;
                double expected = (1 - smooth) * plain.frequency(k) / 8 + smooth * plain.frequency(k);
                assertThat(llama.frequency(k)).isCloseTo(expected, within(1e-18));
                between++;
            }
        }
        assertThat(between).isPositive();
    }

    @Test
    void att18_linearAndPairwiseScaling_divide() {
        assertThat(scaled(new RopeScaling.Linear(4)).frequency(0)).isEqualTo(0.25);
        Rope pairs = new Rope(Rope.Pairing.HALF, 10_000, 4, new RopeScaling.ByPair(List.of(1.0, 5.0)));
        assertThat(pairs.frequency(0)).isEqualTo(1);
        assertThat(pairs.frequency(1)).isEqualTo(0.01 / 5);
    }

    @Test
    void ten3_aScalingThatDoesNotFit_isNamed() {
        assertThatThrownBy(() -> new Rope(Rope.Pairing.HALF, 10_000, 4, new RopeScaling.ByPair(List.of(1.0))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("scaling: expected 2 divisors (one for each pair), got 1");
        assertThatThrownBy(() -> new RopeScaling.Llama3(8, 4, 1, 8192))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("highFactor: expected more than lowFactor, 4.0, got 1.0");
        assertThatThrownBy(() -> new RopeScaling.Linear(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("factor: expected a positive number, got 0.0");
    }
}
