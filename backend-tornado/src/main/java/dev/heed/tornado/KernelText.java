package dev.heed.tornado;

/**
 * Sees to it that TornadoVM writes a kernel in the same words each time, so that a driver finds it among those that it
 * has compiled before. TornadoVM declares a kernel's variables in the order of a hash map, and its keys, the kinds of
 * numbers, have no hash but the one that the JVM draws when it is first asked for. Left to themselves several threads ask,
 * and one program has several texts.
 */
final class KernelText {
    private static final String KINDS = "uk.ac.manchester.tornado.drivers.opencl.graal.lir.OCLKind";

    private KernelText() {}

    /** Draws the hashes now, in this thread; to be called before TornadoVM starts. Does nothing where there are none. */
    static void settle() {
        try {
            for (Object kind : Class.forName(KINDS).getEnumConstants()) {
                System.identityHashCode(kind);
            }
        } catch (ClassNotFoundException | LinkageError absent) {
            // Another driver than OpenCL's, or another TornadoVM: a driver may then compile again what it knows.
            return;
        }
    }
}
