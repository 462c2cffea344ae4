package dev.heed.nd4j;

import dev.heed.spi.Probe;
import java.util.Random;

/** A product that is compared with the same in double: builds of OpenBLAS have been wrong on processors newer than they. */
final class BlasCheck {
    static final Probe WRONG = new Probe.Unavailable(
            "OpenBLAS computes wrong products on this processor",
            "Set the environment variable OPENBLAS_CORETYPE to an older kind of processor, such as Haswell on x86 or"
                    + " ARMV8 on arm, and start again.");

    private static final int SIZE = 67;
    private static final double TOLERANCE = 1e-5;

    private BlasCheck() {}

    static boolean productsAreRight() {
        Random random = new Random(1);
        float[] a = random(random);
        float[] b = random(random);
        float[] c = new float[SIZE * SIZE];
        try (NativeFloats x = copyOf(a);
                NativeFloats y = copyOf(b);
                NativeFloats z = NativeFloats.allocate(c.length)) {
            Rows result = Rows.of(z, SIZE, SIZE);
            Blas.times(Rows.of(x, SIZE, SIZE), Rows.of(y, SIZE, SIZE), 0, result);
            z.get(0, c, 0, c.length);
            boolean right = right(a, b, c, SIZE, 1);
            Blas.timesTransposed(1, Rows.of(x, SIZE, SIZE), Rows.of(y, SIZE, SIZE), result);
            z.get(0, c, 0, c.length);
            return right && right(a, b, c, 1, SIZE);
        }
    }

    private static float[] random(Random random) {
        float[] values = new float[SIZE * SIZE];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return values;
    }

    private static NativeFloats copyOf(float[] values) {
        NativeFloats copy = NativeFloats.allocate(values.length);
        copy.put(0, values, 0, values.length);
        return copy;
    }

    private static boolean right(float[] a, float[] b, float[] c, int down, int across) {
        for (int i = 0; i < SIZE; i++) {
            for (int j = 0; j < SIZE; j++) {
                double sum = 0;
                for (int k = 0; k < SIZE; k++) {
                    sum += (double) a[i * SIZE + k] * b[k * down + j * across];
                }
                if (!(Math.abs(sum - c[i * SIZE + j]) < TOLERANCE)) {
                    return false;
                }
            }
        }
        return true;
    }
}
