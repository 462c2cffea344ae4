package dev.heed.benchmark;

import static org.bytedeco.openblas.global.openblas_nolapack.blas_set_num_threads;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A feed-forward block's product as an engine itself offers it to everyone: what a prefill can be measured by. */
final class MatrixProducts {
    /** How many products a call makes. */
    static final int COUNT = 16;

    private MatrixProducts() {}

    /** Products of {@code [rows, inner]} and {@code [inner, columns]} by a backend's engine, on so many threads. */
    static Runnable of(String backend, int threads, int rows, int inner, int columns) {
        return switch (backend) {
            case "djl" -> djl(rows, inner, columns);
            case "nd4j" -> nd4j(threads, rows, inner, columns);
            default -> throw new IllegalArgumentException("backend: the engine of '" + backend + "' is not known here");
        };
    }

    private static Runnable djl(int rows, int inner, int columns) {
        NDManager manager = NDManager.newBaseManager("PyTorch");
        NDArray left = manager.randomUniform(-1, 1, new Shape(rows, inner));
        NDArray right = manager.randomUniform(-1, 1, new Shape(inner, columns));
        return () -> {
            for (int n = 0; n < COUNT; n++) {
                try (NDArray product = left.matMul(right)) {
                    product.size();
                }
            }
        };
    }

    /** An open backend keeps OpenBLAS to one thread, since it has threads of its own; ND4J's products have them all. */
    private static Runnable nd4j(int threads, int rows, int inner, int columns) {
        INDArray left = Nd4j.rand('f', rows, inner);
        INDArray right = Nd4j.rand('f', inner, columns);
        INDArray product = Nd4j.create(new long[] {rows, columns}, 'f');
        return () -> {
            setBlasThreads(threads);
            for (int n = 0; n < COUNT; n++) {
                Nd4j.gemm(left, right, product, false, false, 1, 0);
            }
            setBlasThreads(1);
        };
    }

    /** On a thread of its own: for the thread that asks, this also sets the threads of libtorch's MKL. */
    private static void setBlasThreads(int threads) {
        Thread setting = new Thread(() -> blas_set_num_threads(threads));
        setting.start();
        try {
            setting.join();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException("The benchmark was interrupted.", interrupted);
        }
    }
}
