package dev.heed.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** The functions that are computed in Java, against the same in double. */
class KernelTest {
    @Test
    void exponential_isWithinTwoUlps_overAllOfItsRange() {
        float[] x = new float[1 << 16];
        float[] y = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = -87.3f * i / x.length;
            y[i] = x[i];
        }
        new Exponential(x.length).apply(y, x.length);
        for (int i = 0; i < x.length; i++) {
            double expected = Math.exp(x[i]);
            assertThat(Math.abs(y[i] - expected)).isLessThanOrEqualTo(2 * Math.ulp((float) expected));
        }
    }

    @Test
    void exponential_ofWhatIsExcluded_isExactlyZero_andOfZeroOne() {
        float[] x = {Float.NEGATIVE_INFINITY, -1e30f, -120, -88, 0, -0f, Float.NaN};
        new Exponential(x.length).apply(x, x.length);
        assertThat(x).containsExactly(0, 0, 0, 0, 1, 1, Float.NaN);
    }

    @Test
    void tanh_isWithinSixUlps_andEndsInOne() {
        for (int i = -200_000; i <= 200_000; i++) {
            float x = i * 1e-4f;
            double expected = Math.tanh(x);
            assertThat(Math.abs(Tanh.of(x) - expected)).isLessThanOrEqualTo(6 * Math.ulp((float) expected));
        }
        assertThat(Tanh.of(Float.POSITIVE_INFINITY)).isEqualTo(1);
        assertThat(Tanh.of(Float.NEGATIVE_INFINITY)).isEqualTo(-1);
        assertThat(Tanh.of(Float.NaN)).isNaN();
    }

    @Test
    void erf_isWithinFloatRounding_ofItsSeries() {
        for (int i = -6_000; i <= 6_000; i++) {
            float x = i * 1e-3f;
            assertThat(Math.abs(Erf.of(x) - erf(x))).isLessThanOrEqualTo(4e-7 * Math.abs(erf(x)));
        }
        assertThat(Erf.of(Float.NaN)).isNaN();
    }

    /** erf by its Maclaurin series: exact to 1e-10 for |x| ≤ 4, and 1 beyond. */
    private static double erf(double x) {
        if (Math.abs(x) > 4.5) {
            return Math.signum(x);
        }
        double term = x;
        double sum = x;
        for (int n = 1; n < 120; n++) {
            term *= -x * x / n;
            sum += term / (2 * n + 1);
        }
        return 2 / Math.sqrt(Math.PI) * sum;
    }

    @Test
    void sums_ofAnyLengthAndOffset() {
        Random random = new Random(1);
        for (int length = 0; length < 40; length++) {
            float[] x = new float[length + 3];
            double sum = 0;
            double squares = 0;
            for (int i = 3; i < x.length; i++) {
                x[i] = random.nextFloat();
                sum += x[i];
                squares += x[i] * x[i];
            }
            assertThat((double) Vectors.sum(x, 3, x.length)).isCloseTo(sum, offset(1e-5));
            assertThat((double) Vectors.sumOfSquares(x, 3, x.length)).isCloseTo(squares, offset(1e-5));
        }
    }

    @Test
    void allFinite_seesNanAndInfinity_whereverTheyAre() {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            for (int at = 0; at < 19; at++) {
                float[] x = new float[19];
                x[at] = bad;
                assertThat(Vectors.allFinite(x, 0, 19)).isFalse();
                assertThat(Vectors.allFinite(x, 0, at)).isTrue();
            }
        }
    }
}
