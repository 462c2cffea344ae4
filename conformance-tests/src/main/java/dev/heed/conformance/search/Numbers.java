package dev.heed.conformance.search;

import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Kinds of random numbers. Each makes the same tensor of the same seed and shape, so that a test can name it. */
public enum Numbers {
    /** Whole numbers from −2 to 2, among them −0: their products and sums are exact. */
    WHOLE {
        @Override
        float next(SplittableRandom random) {
            int whole = random.nextInt(-2, 3);
            return whole == 0 && random.nextInt(4) == 0 ? -0f : whole;
        }
    },
    /** Standard normal numbers. */
    NORMAL {
        @Override
        float next(SplittableRandom random) {
            return (float) random.nextGaussian();
        }
    },
    /** Whole numbers from −50 to 50. */
    LARGE_WHOLE {
        @Override
        float next(SplittableRandom random) {
            return random.nextInt(-50, 51);
        }
    },
    /** Normal numbers times 1e12. */
    LARGE {
        @Override
        float next(SplittableRandom random) {
            return (float) (random.nextGaussian() * 1e12);
        }
    },
    /** Normal numbers times 1e-12. */
    TINY {
        @Override
        float next(SplittableRandom random) {
            return (float) (random.nextGaussian() * 1e-12);
        }
    },
    /** Normal numbers times powers of ten from 1e-6 to 1e6. */
    MIXED {
        @Override
        float next(SplittableRandom random) {
            return (float) (random.nextGaussian() * Math.pow(10, random.nextInt(-6, 7)));
        }
    },
    /** Zeros. */
    ZERO {
        @Override
        float next(SplittableRandom random) {
            return 0;
        }
    },
    /** Normal numbers with one in a hundred thirty times as large, as some heads of trained models have them. */
    OUTLIERS {
        @Override
        float next(SplittableRandom random) {
            return (float) (random.nextGaussian() * (random.nextInt(100) == 0 ? 30 : 1));
        }
    };

    abstract float next(SplittableRandom random);

    /** A FLOAT32 tensor of this kind. */
    public Tensor tensor(long seed, int... dims) {
        SplittableRandom random = new SplittableRandom(seed);
        Shape shape = Shape.of(dims);
        float[] values = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = next(random);
        }
        return Tensor.of(shape, values);
    }

    /** A copy of a tensor times a factor, plus an addend. */
    public static Tensor scaled(Tensor tensor, float factor, float addend) {
        float[] values = tensor.toFloatArray();
        for (int i = 0; i < values.length; i++) {
            values[i] = values[i] * factor + addend;
        }
        return Tensor.of(tensor.shape(), values);
    }

    /** A copy of a tensor in which some rows of {@code width} elements are one number, as poison is. */
    public static Tensor replaced(Tensor tensor, float by, int width, int... rows) {
        float[] values = tensor.toFloatArray();
        for (int row : rows) {
            Arrays.fill(values, row * width, (row + 1) * width, by);
        }
        return Tensor.of(tensor.shape(), values);
    }
}
