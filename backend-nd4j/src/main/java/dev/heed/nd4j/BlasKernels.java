package dev.heed.nd4j;

import com.sun.jna.NativeLibrary;

/**
 * Which of its kernels OpenBLAS computes with. Version 0.3.19 takes AMD's processors with AVX-512, which are younger, for
 * the first Zen and leaves half of their width idle; later versions give them the kernels of Intel's Skylake-X. OpenBLAS
 * looks for a choice in the environment, once, while it loads.
 */
final class BlasKernels {
    static final String VARIABLE = "OPENBLAS_CORETYPE";

    private static final String WIDE = "SKYLAKEX";

    private BlasKernels() {}

    /** Chooses for the process, unless its environment does already. Has no effect once OpenBLAS is loaded. */
    static void choose() {
        if (System.getenv(VARIABLE) == null && Processor.isAmdWithAvx512(Processor.description())) {
            setVariable();
        }
    }

    private static void setVariable() {
        try {
            Object[] nameValueAndWhetherToReplace = {VARIABLE, WIDE, 0};
            NativeLibrary.getProcess().getFunction("setenv").invokeInt(nameValueAndWhetherToReplace);
        } catch (RuntimeException | LinkageError unreachable) {
            // The results are the same without it, and only slower.
            return;
        }
    }
}
