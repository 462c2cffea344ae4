package dev.heed.models.bert;

import dev.heed.encoder.Activation;
import dev.heed.models.files.ModelException;
import dev.heed.models.files.Weights;
import dev.heed.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.numbers.gamma.Erf;

/**
 * BERT's masked-language head: what the token at a position may have been. A linear layer with the encoder's activation,
 * a norm, and the table of token embeddings with a bias of its own. Immutable.
 */
public final class BertMaskHead {
    private static final String TRANSFORM = "cls.predictions.transform.dense.";
    private static final String NORM = "cls.predictions.transform.LayerNorm.";

    private final Activation activation;
    private final double epsilon;
    private final float[] weight;
    private final float[] bias;
    private final float[] normWeight;
    private final float[] normBias;
    private final float[] table;
    private final float[] tableBias;

    private BertMaskHead(BertConfig config, Weights file) {
        Reader reader = new Reader(config, file);
        Shape vector = Shape.of(config.width());
        activation = config.activation();
        epsilon = config.epsilon();
        weight = reader.read(Shape.of(config.width(), config.width()), TRANSFORM + "weight");
        bias = reader.read(vector, TRANSFORM + "bias");
        normWeight = reader.read(vector, NORM + "weight", NORM + "gamma");
        normBias = reader.read(vector, NORM + "bias", NORM + "beta");
        tableBias = reader.read(Shape.of(config.vocabulary()), "cls.predictions.bias", "cls.predictions.decoder.bias");
        table = reader.read(
                Shape.of(config.vocabulary(), config.width()),
                "cls.predictions.decoder.weight",
                BertNames.of(file).file("embedding.token.weight"));
        reader.requireSound();
    }

    /**
     * Takes the head out of a file.
     *
     * @throws ModelException if the file has none, or one that does not fit the configuration; the message lists what is
     *     wrong
     */
    public static BertMaskHead of(BertConfig config, Weights file) {
        return new BertMaskHead(config, file);
    }

    /** Reads weights, and collects what is wrong. */
    private static final class Reader {
        private final BertConfig config;
        private final Weights file;
        private final List<String> problems = new ArrayList<>();

        private Reader(BertConfig config, Weights file) {
            this.config = config;
            this.file = file;
        }

        /** The first of the names that is there. */
        private float[] read(Shape expected, String... names) {
            for (String name : names) {
                if (file.names().contains(name)) {
                    if (file.shape(name).equals(expected)) {
                        return file.tensor(name).toFloatArray();
                    }
                    problems.add(name + ": expected " + expected + ", got " + file.shape(name));
                    return new float[0];
                }
            }
            problems.add(names[0] + " " + expected + " is missing");
            return new float[0];
        }

        private void requireSound() {
            if (!problems.isEmpty()) {
                throw new ModelException(file.origin() + " does not fit " + config.origin()
                        + " with a masked-language head: " + String.join("; ", problems) + ".");
            }
        }
    }

    /**
     * The logits of all tokens.
     *
     * @param state the encoder's state of the position
     */
    public float[] logits(float[] state) {
        double[] hidden = new double[state.length];
        for (int row = 0; row < hidden.length; row++) {
            hidden[row] = activated(bias[row] + dot(weight, row, state));
        }
        float[] normalised = normalised(hidden);
        float[] logits = new float[tableBias.length];
        IntStream.range(0, logits.length)
                .parallel()
                .forEach(id -> logits[id] = (float) (tableBias[id] + dot(table, id, normalised)));
        return logits;
    }

    private static double dot(float[] matrix, int row, float[] vector) {
        double sum = 0;
        for (int i = 0; i < vector.length; i++) {
            sum += (double) matrix[row * vector.length + i] * vector[i];
        }
        return sum;
    }

    private double activated(double x) {
        return switch (activation) {
            case RELU -> Math.max(0, x);
            case GELU -> 0.5 * x * (1 + Erf.value(x / Math.sqrt(2)));
            case GELU_TANH -> 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
            case SILU -> x / (1 + Math.exp(-x));
            case GLU, GEGLU, GEGLU_TANH, SWIGLU -> throw new IllegalStateException("A BERT has no " + activation + ".");
        };
    }

    private float[] normalised(double[] x) {
        double mean = 0;
        for (double each : x) {
            mean += each / x.length;
        }
        double variance = 0;
        for (double each : x) {
            variance += (each - mean) * (each - mean) / x.length;
        }
        float[] y = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = (float) ((x[i] - mean) / Math.sqrt(variance + epsilon) * normWeight[i] + normBias[i]);
        }
        return y;
    }
}
