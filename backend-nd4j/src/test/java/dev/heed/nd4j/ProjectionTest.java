package dev.heed.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.BackendOptions;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A decoder's projections, however their weights and rows are divided, against sums in double. */
class ProjectionTest {
    private final Random random = new Random(3);

    @Test
    void oneRow_fewAndMany_equalSumsInDouble_onAnyNumberOfThreads() {
        for (int threads = 1; threads <= 3; threads++) {
            try (Nd4jBackend backend = open(threads);
                    NativeBuffers<DecoderPass.Use> buffers = new NativeBuffers<>(DecoderPass.Use.class)) {
                ProjectionStage stage = new ProjectionStage(backend, buffers);
                for (int rows : new int[] {1, 2, 7, 14, 15, 40, 150}) {
                    check(stage, rows, 5, 3, 1);
                    check(stage, rows, 1, 70, 9);
                    // More columns than a panel has, of which the second begins amid the second matrix.
                    check(stage, rows, 300, 1_500, 831);
                }
                // So many weights that each panel's rows are divided.
                check(stage, 3, 1_100, 2_000, 1_000);
                // So many rows that small products divide the sums.
                check(stage, 20, 1_100, 150, 50);
            }
        }
    }

    private static Nd4jBackend open(int threads) {
        return (Nd4jBackend)
                new Nd4jBackendProvider().open(BackendOptions.defaults().withThreads(threads));
    }

    private void check(ProjectionStage stage, int rows, int in, int firstOut, int secondOut) {
        int out = firstOut + secondOut;
        Tensor first = numbers(firstOut, in);
        Tensor second = numbers(secondOut, in);
        Tensor bias = numbers(firstOut);
        float[] matrix = Arrays.copyOf(first.toFloatArray(), out * in);
        System.arraycopy(second.toFloatArray(), 0, matrix, firstOut * in, secondOut * in);
        float[] biases = Arrays.copyOf(bias.toFloatArray(), out);
        float[] input = numbers(rows, in).toFloatArray();
        double[] errors = new double[rows];
        Arrays.fill(errors, Double.NaN);
        try (NativeArena arena = new NativeArena()) {
            Weights weights = Weights.of(Map.of("a.weight", first, "a.bias", bias, "b.weight", second));
            Projection projection = Projection.of(weights, arena, in, stage.backend(), "a", "b");
            Rows given = Rows.of(arena.allocate((long) rows * in), rows, in);
            given.memory().put(0, input, 0, input.length);
            Rows output = Rows.of(arena.allocate((long) rows * out), rows, out);
            stage.project(projection, given, output, (r, result, scratch) -> {
                double[] expected = expected(matrix, biases, input, r);
                errors[r] = IntStream.range(0, out)
                        .mapToDouble(column -> Math.abs(result[column] - expected[column]))
                        .max()
                        .orElseThrow();
            });
            for (double error : errors) {
                assertThat(error).isLessThan(2e-7 * in + 1e-6);
            }
            float[] weightsOfLast = new float[in];
            projection.weightsOf(out - 1, weightsOfLast);
            assertThat(weightsOfLast).containsExactly(Arrays.copyOfRange(matrix, (out - 1) * in, out * in));
        }
    }

    private static double[] expected(float[] matrix, float[] bias, float[] input, int r) {
        double[] sums = new double[bias.length];
        int in = matrix.length / bias.length;
        for (int column = 0; column < sums.length; column++) {
            sums[column] = bias[column];
            for (int i = 0; i < in; i++) {
                sums[column] += (double) matrix[column * in + i] * input[r * in + i];
            }
        }
        return sums;
    }

    private Tensor numbers(int... dims) {
        return SmallEncoder.random(Shape.of(dims), random);
    }
}
