package dev.heed.benchmark;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A feed-forward block's product as an engine itself offers it to everyone: what a prefill can be measured by. */
final class MatrixProducts {
    private MatrixProducts() {}

    /** A product of {@code [rows, inner]} and {@code [inner, columns]} by a backend's engine. */
    static Runnable of(String backend, int rows, int inner, int columns) {
        return switch (backend) {
            case "djl" -> djl(rows, inner, columns);
            case "nd4j" -> nd4j(rows, inner, columns);
            default -> throw new IllegalArgumentException("backend: the engine of '" + backend + "' is not known here");
        };
    }

    private static Runnable djl(int rows, int inner, int columns) {
        NDManager manager = NDManager.newBaseManager("PyTorch");
        NDArray left = manager.randomUniform(-1, 1, new Shape(rows, inner));
        NDArray right = manager.randomUniform(-1, 1, new Shape(inner, columns));
        return () -> {
            try (NDArray product = left.matMul(right)) {
                product.size();
            }
        };
    }

    private static Runnable nd4j(int rows, int inner, int columns) {
        INDArray left = Nd4j.rand('f', rows, inner);
        INDArray right = Nd4j.rand('f', inner, columns);
        INDArray product = Nd4j.create(new long[] {rows, columns}, 'f');
        return () -> Nd4j.gemm(left, right, product, false, false, 1, 0);
    }
}
