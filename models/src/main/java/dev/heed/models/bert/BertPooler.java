package dev.heed.models.bert;

import dev.heed.models.files.ModelException;
import dev.heed.models.files.Weights;
import dev.heed.tensor.Shape;
import java.util.Optional;

/** BERT's pooler: tanh(W·x + b) of the first token's state. Immutable. */
public final class BertPooler {
    private final float[] weight;
    private final float[] bias;

    private BertPooler(float[] weight, float[] bias) {
        this.weight = weight;
        this.bias = bias;
    }

    static Optional<BertPooler> of(Weights file, BertNames names, int width) {
        String weight = names.pooler("weight");
        String bias = names.pooler("bias");
        if (!file.names().contains(weight) || !file.names().contains(bias)) {
            return Optional.empty();
        }
        require(file, weight, Shape.of(width, width));
        require(file, bias, Shape.of(width));
        return Optional.of(new BertPooler(
                file.tensor(weight).toFloatArray(), file.tensor(bias).toFloatArray()));
    }

    private static void require(Weights file, String name, Shape expected) {
        if (!file.shape(name).equals(expected)) {
            throw new ModelException(
                    file.origin() + ": " + name + ": expected " + expected + ", got " + file.shape(name) + ".");
        }
    }

    /**
     * The pooled vector.
     *
     * @param state the state of the first token, of the encoder's width
     */
    public float[] pool(float[] state) {
        float[] pooled = new float[bias.length];
        for (int row = 0; row < pooled.length; row++) {
            double sum = bias[row];
            for (int column = 0; column < state.length; column++) {
                sum += (double) weight[row * state.length + column] * state[column];
            }
            pooled[row] = (float) Math.tanh(sum);
        }
        return pooled;
    }
}
