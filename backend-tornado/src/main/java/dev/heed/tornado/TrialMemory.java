package dev.heed.tornado;

import java.util.ArrayList;
import java.util.List;
import uk.ac.manchester.tornado.api.common.Access;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.exceptions.TornadoOutOfMemoryException;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * Memory that is taken and given back, to see whether TornadoVM has it. Of a graph whose memory it refuses in the middle,
 * TornadoVM 5.2 frees arrays in the order in which they are declared until it comes to the one that it has not; what it
 * had taken for those behind it, in the order in which tasks use them, is lost as long as the JVM lives.
 */
final class TrialMemory implements AutoCloseable {
    /** What TornadoVM adds to a buffer whose size it is told. */
    private static final long HEADER = 16;

    private final TornadoDevice device;
    private final List<TrialBuffer> taken = new ArrayList<>();

    private TrialMemory(TornadoDevice device) {
        this.device = device;
    }

    /**
     * Takes so many bytes, in as few buffers as the device allows.
     *
     * @throws TornadoOutOfMemoryException if TornadoVM or the driver has not as much; nothing is taken then
     */
    static TrialMemory take(TornadoDevice device, long bytes) {
        TrialMemory memory = new TrialMemory(device);
        FloatArray anything = new FloatArray(1);
        try {
            long part;
            for (long rest = bytes; rest > 0; rest -= part) {
                part = Math.min(rest, device.getMaxAllocMemory() - 1);
                TrialBuffer buffer = new TrialBuffer();
                device.allocate(anything, Math.max(1, part - HEADER), buffer, Access.READ_WRITE);
                memory.taken.add(buffer);
                if (buffer.refused()) {
                    throw new TornadoOutOfMemoryException("The driver refused " + part + " bytes.");
                }
            }
            return memory;
        } catch (TornadoOutOfMemoryException refused) {
            memory.close();
            throw refused;
        }
    }

    /** Whether TornadoVM and the driver have so many bytes. */
    static boolean fits(TornadoDevice device, long bytes) {
        try {
            take(device, bytes).close();
            return true;
        } catch (TornadoOutOfMemoryException refused) {
            return false;
        }
    }

    /** How much of what does not fit would fit. */
    static long most(TornadoDevice device, long bytes) {
        long fits = 0;
        long refused = bytes;
        while (refused - fits > 1) {
            long middle = (fits + refused) / 2;
            if (fits(device, middle)) {
                fits = middle;
            } else {
                refused = middle;
            }
        }
        return fits;
    }

    /** Gives it back. */
    @Override
    public void close() {
        taken.forEach(device::deallocate);
        taken.clear();
    }
}
