package dev.heed.tornado;

import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.runtime.TornadoRuntimeProvider;

/**
 * An account of what plans have on the device, which is asked before TornadoVM is: a plan that TornadoVM cannot hold
 * aborts the JVM when it is run again, and a driver's refusal to give memory goes unnoticed. Of plans that others in the
 * JVM have it knows nothing; so TornadoVM is asked next, by a {@link TrialMemory}. One for the JVM, as TornadoVM's own
 * limit is; any number of threads may use it.
 */
final class DeviceMemory {
    /** TornadoVM's limit for all that it has on the device. */
    static final String LIMIT = "tornado.device.memory";

    private static final String USUAL_LIMIT = "4GB";
    private static final String UNITS = "KMGTPE";
    private static final DeviceMemory OF_JVM = new DeviceMemory();

    private long used;

    private DeviceMemory() {}

    /** The account of this JVM. */
    static DeviceMemory ofJvm() {
        return OF_JVM;
    }

    /**
     * Notes that a plan is about to take memory.
     *
     * @param bytes in all
     * @param largest the most of one array
     * @param freed what is given back before it does
     * @throws IllegalStateException if the device has not as much; nothing is noted then
     */
    synchronized void take(long bytes, long largest, long freed) {
        TornadoDevice device = TornadoRuntimeProvider.getTornadoRuntime().getDefaultDevice();
        long total = Math.min(limit(), device.getMaxGlobalMemory());
        if (bytes - freed > total - used) {
            throw new IllegalStateException("Not enough memory on the device: needed " + bytes + " bytes, available "
                    + (total - used + freed) + " of " + total + ". " + remedy(device));
        }
        if (largest >= device.getMaxAllocMemory()) {
            throw new IllegalStateException("Not enough memory on the device: needed " + largest
                    + " bytes in one array, available less than " + device.getMaxAllocMemory()
                    + ". Send smaller batches.");
        }
        require(bytes, freed);
        used += bytes;
    }

    /**
     * Asks TornadoVM for memory that is noted, or about to be, and gives it back at once.
     *
     * @throws IllegalStateException if TornadoVM has not as much, because others in this JVM have it
     */
    synchronized void require(long bytes) {
        require(bytes, 0);
    }

    private void require(long bytes, long freed) {
        TornadoDevice device = TornadoRuntimeProvider.getTornadoRuntime().getDefaultDevice();
        if (!TrialMemory.fits(device, bytes - freed)) {
            throw new IllegalStateException(
                    "Not enough memory on the device: needed " + bytes + " bytes, and TornadoVM had only "
                            + (freed + TrialMemory.most(device, bytes - freed)) + " available, with " + used
                            + " in use or about to be by this backend. " + remedy(device));
        }
    }

    /** What helps when memory is out. */
    static String remedy(TornadoDevice device) {
        return "Close what is no longer used, send smaller batches, or start the JVM with a larger -D" + LIMIT
                + " than " + System.getProperty(LIMIT, USUAL_LIMIT) + "; the device has " + device.getMaxGlobalMemory()
                + " bytes.";
    }

    /** As TornadoVM reads it: a number, and KB, MB, GB for powers of 1024. */
    private static long limit() {
        String size = System.getProperty(LIMIT, USUAL_LIMIT);
        int unit = size.length() < 3 || !size.endsWith("B") ? -1 : UNITS.indexOf(size.charAt(size.length() - 2));
        return unit < 0
                ? Long.parseLong(size.endsWith("B") ? size.substring(0, size.length() - 1) : size)
                : Long.parseLong(size.substring(0, size.length() - 2)) << (10 * (unit + 1));
    }

    /** Notes that a plan is closed. */
    synchronized void giveBack(long bytes) {
        used -= bytes;
    }

    /** The bytes of all plans that are open. */
    synchronized long used() {
        return used;
    }
}
