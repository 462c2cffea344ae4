package dev.heed.nd4j;

import com.sun.jna.NativeLibrary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which of its kernels OpenBLAS computes with. Version 0.3.19 takes AMD's processors with AVX-512, which are younger, for
 * the first Zen and leaves half of their width idle; later versions give them the kernels of Intel's Skylake-X. OpenBLAS
 * looks for a choice in the environment, once, while it loads.
 */
final class BlasKernels {
    static final String VARIABLE = "OPENBLAS_CORETYPE";

    private static final String WIDE = "SKYLAKEX";

    private static final boolean SMALL_PRODUCTS =
            multiplySmallMatricesAsTheyStand(System.getenv(VARIABLE), Processor.description());

    private BlasKernels() {}

    /** Chooses for the process, unless its environment does already. Has no effect once OpenBLAS is loaded. */
    static void choose() {
        List<String> processor = Processor.description();
        if (System.getenv(VARIABLE) == null && Processor.isAmd(processor) && Processor.hasAvx512(processor)) {
            setVariable();
        }
    }

    /** Whether products of small matrices compute with them as they stand, instead of packing them first. */
    static boolean multiplySmallMatricesAsTheyStand() {
        return SMALL_PRODUCTS;
    }

    static boolean multiplySmallMatricesAsTheyStand(@Nullable String choice, List<String> processor) {
        return choice == null ? Processor.hasAvx512(processor) : choice.equalsIgnoreCase(WIDE);
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
