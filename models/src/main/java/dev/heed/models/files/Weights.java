package dev.heed.models.files;

import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Set;

/** The tensors of a file of weights, by the names that the file gives them. Any number of threads may read it. */
public interface Weights {
    /** Where they come from, as messages name it. */
    String origin();

    /** The names of all tensors. */
    Set<String> names();

    /**
     * The shape of a tensor, whatever its type.
     *
     * @throws ModelException if there is no such tensor, or it has a shape that no tensor of this API can have
     */
    Shape shape(String name);

    /**
     * A tensor, FLOAT32, FLOAT16 or BFLOAT16.
     *
     * @throws ModelException if there is no such tensor, or its type is another one
     */
    Tensor tensor(String name);
}
