package dev.heed.tornado;

import dev.heed.Device;
import dev.heed.spi.Probe;
import java.util.Arrays;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoDeviceType;
import uk.ac.manchester.tornado.api.exceptions.TornadoInternalError;
import uk.ac.manchester.tornado.api.runtime.TornadoRuntimeProvider;

/** Looks at the device that TornadoVM chose. Loads its classes, so that {@link Installation} has to be asked first. */
final class DeviceCheck {
    /** What the largest groups take of local memory. */
    static final long LOCAL_MEMORY = 16 * 1024;

    /** The work-items of the largest groups. */
    static final long GROUP = 256;

    private DeviceCheck() {}

    /** The device that TornadoVM uses when it is told none. */
    static Probe probe() {
        KernelText.settle();
        TornadoDevice device;
        try {
            device = TornadoRuntimeProvider.getTornadoRuntime().getDefaultDevice();
        } catch (RuntimeException | LinkageError | InternalError | TornadoInternalError failure) {
            return noDevice(failure);
        }
        return device == null ? noDevice(new IllegalStateException("it names none")) : check(device);
    }

    private static Probe.Unavailable noDevice(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return new Probe.Unavailable(
                "TornadoVM finds no device: " + cause,
                "Install the driver of one, and see that 'clinfo -l' lists it; on a CPU PoCL is such a driver");
    }

    /** Whether a device has what the kernels need. */
    static Probe check(TornadoDevice device) {
        long items =
                Arrays.stream(device.getDeviceMaxWorkgroupDimensions()).max().orElse(0);
        if (items < GROUP) {
            return lacks(device, "groups of " + GROUP + " work-items", items + " at most");
        }
        if (device.getDeviceLocalMemorySize() < LOCAL_MEMORY) {
            return lacks(device, LOCAL_MEMORY + " bytes of local memory", device.getDeviceLocalMemorySize() + "");
        }
        return new Probe.Available(describe(device));
    }

    private static Probe.Unavailable lacks(TornadoDevice device, String needed, String found) {
        return new Probe.Unavailable(
                device.getDeviceName() + " lacks what the kernels need: " + needed + ", it has " + found,
                "Choose another device by -Dtornado.device=... (its numbers: tornado --devices)");
    }

    private static Device describe(TornadoDevice device) {
        String kind = device.getDeviceType() == TornadoDeviceType.GPU ? "gpu" : "cpu";
        return new Device(
                kind,
                device.getDeviceName() + ", " + device.getPlatformName() + ", TornadoVM "
                        + device.getTornadoVMBackend());
    }
}
