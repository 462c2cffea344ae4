package dev.heed.nd4j;

import static org.bytedeco.openblas.global.openblas_nolapack.blas_get_num_threads;
import static org.bytedeco.openblas.global.openblas_nolapack.blas_set_num_threads;

import org.nd4j.linalg.factory.Nd4j;

/**
 * OpenBLAS's own threads, a number that the whole process shares. While any backend of this kind is open it is 1, since
 * the backend divides work among threads of its own; then it is again what it was.
 */
final class BlasThreads {
    private static int open;
    private static int before;

    private BlasThreads() {}

    static synchronized void acquire() {
        if (open++ == 0) {
            // ND4J sets the number when its products are first used; had they been used later, it would undo this.
            Nd4j.getBlasWrapper().level3();
            before = blas_get_num_threads();
            set(1);
        }
    }

    static synchronized void release() {
        if (--open == 0) {
            set(before);
        }
    }

    /**
     * Sets the number for OpenBLAS. The call does the same to the MKL of any other engine in the process, but there only
     * for the thread that makes it: so that is a thread of its own.
     */
    static void set(int threads) {
        Thread setting = new Thread(() -> blas_set_num_threads(threads), "heed-nd4j-blas");
        setting.start();
        boolean interrupted = false;
        while (true) {
            try {
                setting.join();
                break;
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
