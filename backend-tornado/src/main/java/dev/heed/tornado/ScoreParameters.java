package dev.heed.tornado;

import dev.heed.attention.Score;
import dev.heed.encoder.TransformerSpec;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * How a score is computed by the kernels: as a product, or as Bahdanau's sum, of queries and keys that were changed
 * before; with the parameters of one attention, or of all layers of an encoder.
 *
 * @param unitLength whether queries and keys are brought to length 1
 * @param query the projection of queries, if any
 * @param key the projection of keys, if any
 * @param vector Bahdanau's vector, [layers, heads, hidden]; empty for products
 */
record ScoreParameters(
        boolean unitLength, Optional<Projection> query, Optional<Projection> key, Optional<FloatArray> vector) {
    /** Weight [layers, heads, newWidth, width] and bias [layers, heads, newWidth]. */
    record Projection(FloatArray weight, FloatArray bias, int newWidth) {}

    private static final ScoreParameters PRODUCT =
            new ScoreParameters(false, Optional.empty(), Optional.empty(), Optional.empty());

    /** What the scores of all layers of an encoder need. */
    static ScoreParameters ofLayers(TransformerSpec spec, Map<String, Tensor> weights) {
        Set<String> names = spec.attention().weightShapes().keySet();
        List<ScoreParameters> layers = new ArrayList<>();
        for (int layer = 0; layer < spec.layers(); layer++) {
            String prefix = "layer." + layer + ".attention.";
            Map<String, Tensor> ofScore = names.stream()
                    .filter(name -> name.startsWith("score."))
                    .collect(Collectors.toMap(
                            Function.identity(), name -> Objects.requireNonNull(weights.get(prefix + name), name)));
            layers.add(of(spec.score(), spec.heads(), spec.headWidth(), ofScore));
        }
        return layers.isEmpty() ? PRODUCT : stacked(layers);
    }

    /** Those of several layers, which are alike, in arrays of all layers. */
    private static ScoreParameters stacked(List<ScoreParameters> layers) {
        ScoreParameters first = layers.get(0);
        return new ScoreParameters(
                first.unitLength,
                first.query.map(any -> projections(layers, ScoreParameters::query)),
                first.key.map(any -> projections(layers, ScoreParameters::key)),
                first.vector.map(any -> joined(layers, each -> each.vector.orElseThrow())));
    }

    private static Projection projections(
            List<ScoreParameters> layers, Function<ScoreParameters, Optional<Projection>> of) {
        return new Projection(
                joined(layers, each -> of.apply(each).orElseThrow().weight),
                joined(layers, each -> of.apply(each).orElseThrow().bias),
                of.apply(layers.get(0)).orElseThrow().newWidth);
    }

    private static FloatArray joined(List<ScoreParameters> layers, Function<ScoreParameters, FloatArray> of) {
        int size = of.apply(layers.get(0)).getSize();
        FloatArray all = new FloatArray(Math.multiplyExact(layers.size(), size));
        for (int layer = 0; layer < layers.size(); layer++) {
            FloatArray one = of.apply(layers.get(layer));
            for (int i = 0; i < size; i++) {
                all.set(layer * size + i, one.get(i));
            }
        }
        return all;
    }

    /** What a score needs, with its learned parameters by name. */
    static ScoreParameters of(Score score, int heads, int width, Map<String, Tensor> weights) {
        return score.match(new Choice(heads, width, weights));
    }

    /** Whether scores are products of queries and keys as they come. */
    boolean plain() {
        return equals(PRODUCT);
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
