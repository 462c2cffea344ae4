package uk.ac.manchester.tornado.api;

import java.util.Objects;
import uk.ac.manchester.tornado.api.common.Access;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoDeviceType;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;
import uk.ac.manchester.tornado.api.memory.DeviceBufferState;
import uk.ac.manchester.tornado.api.memory.XPUBuffer;

/** The twin's only device. */
public final class PlainJavaDevice implements TornadoDevice {
    /** The local memory of a group: what OpenCL promises of every full device. */
    static final int LOCAL_MEMORY = 32 * 1024;

    /** The most work-items of a group. */
    static final int GROUP = 256;

    private static final long HEADER = 16;

    /** The device. */
    public PlainJavaDevice() {}

    private record Buffer(long toBuffer, long size) implements XPUBuffer {}

    @Override
    public long allocate(Object object, long batchSize, DeviceBufferState state, Access access) {
        DeviceFaults.allocate(batchSize + HEADER);
        state.setXPUBuffer(new Buffer(DeviceFaults.driverRefuses() ? 0 : 1, batchSize + HEADER));
        return batchSize;
    }

    @Override
    public long deallocate(DeviceBufferState state) {
        if (state.isLockedBuffer()) {
            return 0;
        }
        long size = Objects.requireNonNull(state.getXPUBuffer(), "a buffer to give back").size();
        DeviceFaults.free(size);
        state.setXPUBuffer(null);
        return size;
    }

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
