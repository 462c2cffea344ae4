package dev.heed.tornado;

import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.memory.DeviceBufferState;
import uk.ac.manchester.tornado.api.memory.XPUBuffer;

/** What TornadoVM is to know of a buffer that belongs to no graph. */
final class TrialBuffer implements DeviceBufferState {
    private @Nullable XPUBuffer buffer;
    private boolean content;
    private boolean atomics;
    private boolean reused;
    private long partialCopy;

    /** Whether the driver refused it: TornadoVM 5.2 keeps a buffer that is nowhere then, and says nothing. */
    boolean refused() {
        return buffer != null && buffer.toBuffer() == 0;
    }

    @Override
    public void setXPUBuffer(@Nullable XPUBuffer value) {
        buffer = value;
    }

    @Override
    public boolean hasObjectBuffer() {
        return buffer != null;
    }

    @Override
    public @Nullable XPUBuffer getXPUBuffer() {
        return buffer;
    }

    @Override
    public boolean isAtomicRegionPresent() {
        return atomics;
    }

    @Override
    public void setAtomicRegion() {
        atomics = true;
    }

    @Override
    public boolean isLockedBuffer() {
        return false;
    }

    @Override
    public boolean hasContent() {
        return content;
    }

    @Override
    public void setContents(boolean value) {
        content = value;
    }

    @Override
    public void setPartialCopySize(long partialCopySize) {
        partialCopy = partialCopySize;
    }

    @Override
    public long getPartialCopySize() {
        return partialCopy;
    }

    @Override
    public boolean isBufferReused() {
        return reused;
    }

    @Override
    public void markBufferAsReused() {
        reused = true;
    }
}
