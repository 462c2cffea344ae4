package dev.heed.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.conformance.oracle.Reals;
import dev.heed.tensor.Shape;
import org.junit.jupiter.api.Test;

class ToleranceTest {
    /** Its largest magnitude is 2. */
    private static final Reals ORACLE = new Reals(Shape.of(3), new double[] {0.5, -2, 1});

    /** 8 or 16, the unit roundoff 2⁻²⁴, √64 and the scale 2. */
    private static final double ATTENTION = 8 * 0x1p-24 * 8 * 2;

    @Test
    void pre02_tolerance_isCTimesRoundoffTimesRootKTimesScale() {
        assertThat(Tolerance.attention(64).allowed(ORACLE)).isEqualTo(ATTENTION);
        assertThat(Tolerance.encoder(64).allowed(ORACLE)).isEqualTo(2 * ATTENTION);
        assertThat(Tolerance.decoder(64).allowed(ORACLE)).isEqualTo(2 * ATTENTION);
    }

    @Test
    void pre02_errorOverTolerance_decides() {
        Comparison within = compare((float) (0.5 + 0.9 * ATTENTION));
        assertThat(within.passed()).isTrue();
        assertThat(within.ratio()).isBetween(0.89, 0.91);
        assertThat(compare((float) (0.5 + 1.1 * ATTENTION)).passed()).isFalse();
        assertThat(compare(Float.NaN).passed()).isFalse();
    }

    private static Comparison compare(float first) {
        return Comparison.of(ORACLE, new float[] {first, -2, 1}, Tolerance.attention(64));
    }
}
