package dev.heed.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HalfPrecisionTest {
    @Test
    void float16_everyBitPattern_survivesTheRoundTrip() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float value = HalfPrecision.fromFloat16((short) bits);
            if (Float.isNaN(value)) {
                assertThat(HalfPrecision.fromFloat16(HalfPrecision.toFloat16(value)))
                        .isNaN();
            } else {
                assertThat(HalfPrecision.toFloat16(value)).isEqualTo((short) bits);
            }
        }
    }

    @Test
    void bfloat16_everyBitPattern_survivesTheRoundTrip() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float value = HalfPrecision.fromBfloat16((short) bits);
            if (Float.isNaN(value)) {
                assertThat(HalfPrecision.fromBfloat16(HalfPrecision.toBfloat16(value)))
                        .isNaN();
            } else {
                assertThat(HalfPrecision.toBfloat16(value)).isEqualTo((short) bits);
            }
        }
    }

    @Test
    void float16_knownValues() {
        assertThat(HalfPrecision.toFloat16(1f)).isEqualTo((short) 0x3c00);
        assertThat(HalfPrecision.toFloat16(-2f)).isEqualTo((short) 0xc000);
        assertThat(HalfPrecision.toFloat16(65504f)).isEqualTo((short) 0x7bff);
        assertThat(HalfPrecision.toFloat16(65520f)).isEqualTo((short) 0x7c00);
        assertThat(HalfPrecision.toFloat16(0x1p-24f)).isEqualTo((short) 1);
        assertThat(HalfPrecision.toFloat16(0x1p-25f)).as("a tie goes to even").isEqualTo((short) 0);
        assertThat(HalfPrecision.toFloat16(1f + 0x1p-11f))
                .as("a tie goes to even")
                .isEqualTo((short) 0x3c00);
        assertThat(HalfPrecision.toBfloat16(1f + 0x1p-8f))
                .as("a tie goes to even")
                .isEqualTo((short) 0x3f80);
        assertThat(HalfPrecision.toBfloat16(1f + 3 * 0x1p-8f)).isEqualTo((short) 0x3f82);
    }

    @Test
    void rounding_isWithinTheUnitRoundoff() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 100_000; i++) {
            float value = (float) (random.nextGaussian() * Math.pow(2, random.nextInt(-13, 15)));
            float half = HalfPrecision.fromFloat16(HalfPrecision.toFloat16(value));
            float brain = HalfPrecision.fromBfloat16(HalfPrecision.toBfloat16(value));
            if (Math.abs(value) >= 0x1p-14f) {
                assertThat(Math.abs(half - value))
                        .isLessThanOrEqualTo((float) (Math.abs(value) * DType.FLOAT16.unitRoundoff()));
            }
            assertThat(Math.abs(brain - value))
                    .isLessThanOrEqualTo((float) (Math.abs(value) * DType.BFLOAT16.unitRoundoff()));
        }
    }
}
