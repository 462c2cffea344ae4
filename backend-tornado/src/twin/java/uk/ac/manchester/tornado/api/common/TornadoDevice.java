package uk.ac.manchester.tornado.api.common;

import uk.ac.manchester.tornado.api.enums.TornadoDeviceType;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;
import uk.ac.manchester.tornado.api.memory.DeviceBufferState;

/** Where tasks run. */
public interface TornadoDevice {
    /** Its name, for people. */
    String getDeviceName();

    /** More about it. */
    String getDescription();

    /** Whose driver it is. */
    String getPlatformName();

    /** Its kind. */
    TornadoDeviceType getDeviceType();

    /** Takes a buffer for an object, of so many bytes and a header. */
    long allocate(Object object, long batchSize, DeviceBufferState state, Access access);

    /** Gives a buffer back. */
    long deallocate(DeviceBufferState state);

    /** The largest buffer, in bytes. */
    long getMaxAllocMemory();

    /** All of its memory, in bytes. */
    long getMaxGlobalMemory();

    /** The local memory of a group, in bytes. */
    long getDeviceLocalMemorySize();

    /** The most work-items of a group in each dimension. */
    long[] getDeviceMaxWorkgroupDimensions();

    /** The version of its OpenCL C. */
    String getDeviceOpenCLCVersion();

    /** What kernels are compiled to. */
    TornadoVMBackendType getTornadoVMBackend();
}
