package dev.heed.nd4j;

import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.Map;

/**
 * The weights that were given, already checked, under names that begin alike.
 *
 * @param prefix what the names begin with: {@code layer.3.attention.}
 */
record Weights(Map<String, Tensor> tensors, String prefix) {
    /** Those of all names. */
    static Weights of(Map<String, Tensor> tensors) {
        return new Weights(tensors, "");
    }

    /** Those whose names go on like this. */
    Weights in(String more) {
        return new Weights(tensors, prefix + more);
    }

    boolean has(String name) {
        return tensors.containsKey(prefix + name);
    }

    /** The numbers of a tensor of any floating type. */
    FloatBuffer floats(String name) {
        return tensor(name).to(DType.FLOAT32).floats();
    }

    float[] array(String name) {
        return tensor(name).toFloatArray();
    }

    /** The numbers of a tensor, or zeros if there is none. */
    float[] arrayOrZeros(String name, int length) {
        return has(name) ? array(name) : new float[length];
    }

    private Tensor tensor(String name) {
        Tensor tensor = tensors.get(prefix + name);
        if (tensor == null) {
            throw new IllegalArgumentException("weights: " + prefix + name + " is missing");
        }
        return tensor;
    }
}
