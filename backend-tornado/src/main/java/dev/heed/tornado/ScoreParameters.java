package dev.heed.tornado;

import dev.heed.attention.Score;
import dev.heed.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * How a score is computed by the kernels: as a product, or as Bahdanau's sum, of queries and keys that were changed
 * before.
 *
 * @param unitLength whether queries and keys are brought to length 1
 * @param query the projection of queries, if any
 * @param key the projection of keys, if any
 * @param vector Bahdanau's vector, [heads, hidden]; empty for products
 */
record ScoreParameters(
        boolean unitLength, Optional<Projection> query, Optional<Projection> key, Optional<FloatArray> vector) {
    /** Weight [heads, newWidth, width] and bias [heads, newWidth]. */
    record Projection(FloatArray weight, FloatArray bias, int newWidth) {}

    private static final ScoreParameters PRODUCT =
            new ScoreParameters(false, Optional.empty(), Optional.empty(), Optional.empty());

    /** What a score needs, with its learned parameters by name. */
    static ScoreParameters of(Score score, int heads, int width, Map<String, Tensor> weights) {
        return score.match(new Choice(heads, width, weights));
    }

    /** Whether it has parameters that are learned. */
    boolean learned() {
        return query.isPresent();
    }

    /** What goes to the device once. */
    List<FloatArray> arrays() {
        Stream<FloatArray> projections =
                Stream.of(query, key).flatMap(Optional::stream).flatMap(each -> Stream.of(each.weight, each.bias));
        return Stream.concat(projections, vector.stream()).toList();
    }

    private record Choice(int heads, int width, Map<String, Tensor> weights) implements Score.Cases<ScoreParameters> {
        @Override
        public ScoreParameters scaledDot(Score.ScaledDot score) {
            return PRODUCT;
        }

        @Override
        public ScoreParameters dot(Score.Dot score) {
            return PRODUCT;
        }

        @Override
        public ScoreParameters cosine(Score.Cosine score) {
            return new ScoreParameters(true, Optional.empty(), Optional.empty(), Optional.empty());
        }

        /** qᵀWk is (Wᵀq)·k. */
        @Override
        public ScoreParameters bilinear(Score.Bilinear score) {
            float[] given = floats("score.weight");
            float[] transposed = new float[given.length];
            for (int h = 0; h < heads; h++) {
                for (int i = 0; i < width; i++) {
                    for (int o = 0; o < width; o++) {
                        transposed[(h * width + o) * width + i] = given[(h * width + i) * width + o];
                    }
                }
            }
            Projection query = new Projection(FloatArray.fromArray(transposed), new FloatArray(heads * width), width);
            return new ScoreParameters(false, Optional.of(query), Optional.empty(), Optional.empty());
        }

        @Override
        public ScoreParameters additive(Score.Additive score) {
            int hidden = score.hiddenWidth();
            Projection query = new Projection(
                    FloatArray.fromArray(floats("score.query.weight")),
                    FloatArray.fromArray(floats("score.bias")),
                    hidden);
            Projection key = new Projection(
                    FloatArray.fromArray(floats("score.key.weight")), new FloatArray(heads * hidden), hidden);
            FloatArray vector = FloatArray.fromArray(floats("score.vector"));
            return new ScoreParameters(false, Optional.of(query), Optional.of(key), Optional.of(vector));
        }

        private float[] floats(String name) {
            return Objects.requireNonNull(weights.get(name)).toFloatArray();
        }
    }
}
