package dev.heed.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The maximum by halves, against one number after the other. */
class MaximumTest {
    private final Maximum maximum = new Maximum(600);

    @Test
    void att03_everyLength_anyPlace() {
        Random random = new Random(4);
        for (int count = 0; count <= 600; count++) {
            float[] x = new float[count + 3];
            Arrays.fill(x, 1e9f);
            float expected = Float.NEGATIVE_INFINITY;
            for (int i = 2; i < count + 2; i++) {
                x[i] = random.nextInt(9) == 0 ? Float.NEGATIVE_INFINITY : (float) random.nextGaussian() - 5;
                expected = Math.max(expected, x[i]);
            }
            assertThat(maximum.of(x, 2, count + 2)).isEqualTo(expected);
        }
    }

    @Test
    void att06_nanIsPassedOver() {
        float[] x = new float[100];
        Arrays.fill(x, -3);
        x[17] = Float.NaN;
        x[70] = -2;
        assertThat(maximum.of(x, 0, 100)).isEqualTo(-2);
        Arrays.fill(x, Float.NaN);
        assertThat(maximum.of(x, 0, 100)).isEqualTo(Float.NEGATIVE_INFINITY);
    }
}
