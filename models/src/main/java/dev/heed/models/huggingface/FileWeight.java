package dev.heed.models.huggingface;

import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.function.UnaryOperator;

/**
 * A weight as a file holds it, and how it becomes the one that a spec wants.
 *
 * @param name what the file calls it
 * @param shape its shape in the file
 * @param taking makes the wanted tensor of the file's
 */
record FileWeight(String name, Shape shape, UnaryOperator<Tensor> taking) {
    /** A tensor of its own. */
    static FileWeight whole(String name, Shape shape) {
        return new FileWeight(name, shape, UnaryOperator.identity());
    }

    /** Some rows of a matrix, or numbers of a vector, that several weights share. */
    static FileWeight rows(String name, Shape wanted, int from, int allRows) {
        int[] dims = wanted.toArray();
        dims[0] = allRows;
        return new FileWeight(name, Shape.of(dims), tensor -> TensorParts.rows(tensor, from, wanted.dim(0)));
    }

    /** Some columns of a matrix [in, out] that several weights share, as rows. */
    static FileWeight columns(String name, Shape wanted, int from, int allColumns) {
        return new FileWeight(
                name,
                Shape.of(wanted.dim(1), allColumns),
                tensor -> TensorParts.columnsAsRows(tensor, from, wanted.dim(0)));
    }

    /** A matrix [in, out]. */
    static FileWeight transposed(String name, Shape wanted) {
        return columns(name, wanted, 0, wanted.dim(0));
    }

    /** This weight, changed once more. */
    FileWeight with(UnaryOperator<Tensor> change) {
        return new FileWeight(name, shape, tensor -> change.apply(taking.apply(tensor)));
    }
}
