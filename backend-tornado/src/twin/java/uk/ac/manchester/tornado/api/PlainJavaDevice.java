package uk.ac.manchester.tornado.api;

import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoDeviceType;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;

/** The twin's only device. */
public final class PlainJavaDevice implements TornadoDevice {
    /** The local memory of a group: what OpenCL promises of every full device. */
    static final int LOCAL_MEMORY = 32 * 1024;

    /** The most work-items of a group. */
    static final int GROUP = 256;

    /** The device. */
    public PlainJavaDevice() {}

    @Override
    public String getDeviceName() {
        return "kernels in plain Java, not TornadoVM";
    }

    @Override
    public String getDescription() {
        return getDeviceName();
    }

    @Override
    public String getPlatformName() {
        return "Heed's twin of TornadoVM's API";
    }

    @Override
    public TornadoDeviceType getDeviceType() {
        return TornadoDeviceType.CPU;
    }

    @Override
    public long getMaxAllocMemory() {
        return getMaxGlobalMemory();
    }

    @Override
    public long getMaxGlobalMemory() {
        return Runtime.getRuntime().maxMemory();
    }

    @Override
    public long getDeviceLocalMemorySize() {
        return LOCAL_MEMORY;
    }

    @Override
    public long[] getDeviceMaxWorkgroupDimensions() {
        return new long[] {GROUP, GROUP, GROUP};
    }

    @Override
    public String getDeviceOpenCLCVersion() {
        return "none";
    }

    @Override
    public TornadoVMBackendType getTornadoVMBackend() {
        return TornadoVMBackendType.JAVA;
    }
}
