package dev.heed.nd4j;

import dev.heed.Device;
import dev.heed.spi.Probe;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu;

/**
 * ND4J's native libraries, which the process loads once. Each is loaded by itself before ND4J's own start, which keeps
 * to itself why it failed.
 */
final class Nd4jLibrary {
    /** With as many, and as many callers beside them, OpenBLAS still has a buffer for each. */
    static final int MOST_THREADS = 32;

    private static @Nullable Probe probe;

    private Nd4jLibrary() {}

    /** Loads what is not loaded yet. What failed once fails for as long as the process lives. */
    static synchronized Probe probe() {
        if (probe == null) {
            probe = Quiet.during(Nd4jLibrary::load);
        }
        return probe;
    }

    private static Probe load() {
        if (ModuleLayer.boot().findModule("jdk.unsupported").isEmpty()) {
            return LoadFailure.NO_UNSAFE;
        }
        BlasKernels.choose();
        try {
            Loader.load(openblas_nolapack.class);
            Loader.load(Nd4jCpu.class);
            return BlasCheck.productsAreRight()
                    ? new Probe.Available(device(Runtime.getRuntime().availableProcessors()))
                    : BlasCheck.WRONG;
        } catch (RuntimeException | LinkageError failure) {
            return LoadFailure.explain(failure);
        } catch (OutOfMemoryError failure) {
            return new Probe.Unavailable(
                    "ND4J's native libraries did not load: " + failure.getMessage(),
                    "Give the process more memory; it needs 100 MB beside the Java heap, and more for the weights.");
        }
    }

    static Device device(int threads) {
        return new Device("cpu", Processor.name() + ", " + threads + (threads == 1 ? " thread" : " threads"));
    }
}
