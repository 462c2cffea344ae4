package uk.ac.manchester.tornado.api.memory;

import org.jspecify.annotations.Nullable;

/** What is known of the buffer that an array has on a device. */
public interface DeviceBufferState {
    /** Sets the buffer. */
    void setXPUBuffer(@Nullable XPUBuffer value);

    /** Whether there is a buffer. */
    boolean hasObjectBuffer();

    /** The buffer. */
    @Nullable XPUBuffer getXPUBuffer();

    /** Not used by the twin. */
    boolean isAtomicRegionPresent();

    /** Not used by the twin. */
    void setAtomicRegion();

    /** Whether the buffer stays when it is to be freed. */
    boolean isLockedBuffer();

    /** Not used by the twin. */
    boolean hasContent();

    /** Not used by the twin. */
    void setContents(boolean value);

    /** Not used by the twin. */
    void setPartialCopySize(long partialCopySize);

    /** Not used by the twin. */
    long getPartialCopySize();

    /** Not used by the twin. */
    boolean isBufferReused();

    /** Not used by the twin. */
    void markBufferAsReused();
}
