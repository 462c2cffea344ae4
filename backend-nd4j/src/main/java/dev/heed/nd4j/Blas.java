package dev.heed.nd4j;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemv;

/** The matrix products, all row-major; a stride is the distance from one row to the next. */
final class Blas {
    /** Up to this many rows, a matrix-vector product for each beats a matrix product, which first packs the weights. */
    static final int FEW_ROWS = 14;

    /** So many floats of the matrix stay in a core's own cache while all rows go over them. */
    private static final int CACHED = 1 << 16;

    /** Up to so many rows, packing the weights costs more than it saves, where OpenBLAS can do without. */
    private static final int MOST_SMALL_ROWS = 32;

    /** Up to so many multiplications, OpenBLAS finds a product small. */
    private static final int SMALL = 1_000_000;

    /** The columns of a small product: four of the widest registers, for each row at once. */
    private static final int SMALL_WIDTH = 64;

    private Blas() {}

    /** c [m, n] = alpha · a [m, k] · bᵀ, with b [n, k]. */
    static void timesTransposed(float alpha, Rows a, Rows b, Rows c) {
        int m = a.count();
        int n = b.count();
        int k = a.width();
        if (m == 0 || n == 0) {
            return;
        }
        if (m <= FEW_ROWS) {
            int some = Math.max(1, CACHED / k);
            for (int from = 0; from < n; from += some) {
                vectorByVector(alpha, a, b.rows(from, Math.min(n, from + some)), c.columns(from, n));
            }
            return;
        }
        cblas_sgemm(
                CblasRowMajor,
                CblasNoTrans,
                CblasTrans,
                m,
                n,
                k,
                alpha,
                a.address(),
                a.stride(),
                b.address(),
                b.stride(),
                0,
                c.address(),
                c.stride());
    }

    private static void vectorByVector(float alpha, Rows a, Rows b, Rows c) {
        for (int row = 0; row < a.count(); row++) {
            cblas_sgemv(
                    CblasRowMajor,
                    CblasNoTrans,
                    b.count(),
                    b.width(),
                    alpha,
                    b.address(),
                    b.stride(),
                    a.address(row),
                    1,
                    0,
                    c.address(row),
                    1);
        }
    }

    /**
     * c [m, n] = a [m, k] · b [k, n] for a b so large that it comes from memory. Few rows go over some rows of b while
     * these are in a core's own cache.
     */
    static void timesOnce(Rows a, Rows b, Rows c) {
        if (a.count() > FEW_ROWS) {
            if (a.count() <= MOST_SMALL_ROWS && BlasKernels.multiplySmallMatricesAsTheyStand()) {
                smallTimesSmall(a, b, c);
            } else {
                times(a, b, 0, c);
            }
            return;
        }
        int some = a.count() == 1 ? b.count() : Math.max(1, CACHED / b.width());
        for (int from = 0; from < b.count(); from += some) {
            Rows part = b.rows(from, Math.min(b.count(), from + some));
            Rows columns = a.columns(from, from + part.count());
            for (int row = 0; row < a.count(); row++) {
                times(columns.rows(row, row + 1), part, from == 0 ? 0 : 1, c.rows(row, row + 1));
            }
        }
    }

    /** c [m, n] = a [m, k] · b [k, n], by products that OpenBLAS finds small. */
    private static void smallTimesSmall(Rows a, Rows b, Rows c) {
        int inner = SMALL / SMALL_WIDTH / a.count();
        for (int column = 0; column < b.width(); column += SMALL_WIDTH) {
            int columnEnd = Math.min(b.width(), column + SMALL_WIDTH);
            for (int from = 0; from < b.count(); from += inner) {
                int to = Math.min(b.count(), from + inner);
                Rows part = b.rows(from, to).columns(column, columnEnd);
                times(a.columns(from, to), part, from == 0 ? 0 : 1, c.columns(column, columnEnd));
            }
        }
    }

    /** c [m, n] = a [m, k] · b [k, n] + beta · c. */
    static void times(Rows a, Rows b, float beta, Rows c) {
        int m = a.count();
        int n = b.width();
        int k = b.count();
        if (m == 0) {
            return;
        }
        if (m == 1) {
            cblas_sgemv(
                    CblasRowMajor, CblasTrans, k, n, 1, b.address(), b.stride(), a.address(), 1, beta, c.address(), 1);
            return;
        }
        cblas_sgemm(
                CblasRowMajor,
                CblasNoTrans,
                CblasNoTrans,
                m,
                n,
                k,
                1,
                a.address(),
                a.stride(),
                b.address(),
                b.stride(),
                beta,
                c.address(),
                c.stride());
    }
}
